"""Passphrases that one person can say to another over a telephone."""

import re
import secrets
import unicodedata

from compassion_audio.errors import CompassionAudioError

WORDS = 6
"""How many a passphrase has. Each is one of 512, so six are 54 bits; the rounds of `sealed` make
every guess a million times as dear, those of a zip file a thousand times.
Source: WinZip, "AES Encryption Information: Encryption Specification AE-1 and AE-2"."""

SHORTEST = 8
"""Characters of a passphrase. Whoever has the file can try as often as they like."""


def spoken_passphrase(words: int = WORDS) -> str:
    """Draw a passphrase: plain words, no two of which differ by one letter alone.

    Args:
        words: How many, at least 1.
    """
    return " ".join(secrets.choice(LIST) for _ in range(words))


def plain(passphrase: str) -> str:
    """Give a passphrase as it counts: one form of each letter, single spaces, none at the ends."""
    return re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFKC", passphrase)).strip(" ")


def checked(passphrase: str) -> str:
    """Give a passphrase that a person thought of as it counts, spaces and letters in one form.

    Raises:
        CompassionAudioError: It is empty or too short, or holds a sign that cannot be typed; the
            message says so without the words themselves.
    """
    secret = plain(passphrase)
    if len(secret) < SHORTEST or not secret.isprintable():
        what = f"has fewer than {SHORTEST} characters" if secret else "is empty"
        if len(secret) >= SHORTEST:
            what = "holds a sign that cannot be typed"
        raise CompassionAudioError(
            f"the passphrase {what}", hint="four words that nobody would guess are a good one"
        )
    return secret


_LIST = """
abbey acorn actor adobe album almanac almond amber amulet anchor angle antler apple apron
aquarium archer armchair arrow aspen atlas attic autumn avocado award bacon badge bagel baker
balcony ballad ballet balloon balsam bamboo banana banjo banner barley barrel basil basket
beaver bedrock beetle bench berry bicycle birch biscuit blanket blizzard blossom bluebell
blueberry bonfire bonnet bottle boulder bouquet bracket branch brave breeze brick bridge
broccoli bronze brook brother bucket buffalo bugle bundle bungalow buttercup butterfly button
cabbage cabin cactus calendar camel camera campus canal canary candle canoe canvas canyon
captain caramel carbon cardigan cargo carnival carpet carrot castle cedar cello cement chalk
champion channel chapel cherry chess chestnut chicken chimney cider cinema cinnamon circle
circus citrus clarinet climb clock clover coast cobalt cocoa coconut coffee collar comet compass
concert copper coral corner cottage cotton cousin cradle cranberry crayon cricket crimson crocus
crown crystal cuckoo cucumber cupboard curtain cushion cypress daffodil daisy dancer dawn desert
diamond dinner dolphin doorway doughnut dragon drawer dream driftwood drummer dune eagle early
earth easel echo eclipse elbow elder elephant emerald engine envelope estuary evening eyebrow
fabric falcon family farmer farmhouse feather fennel fern festival fiddle field fiesta finch
firefly firewood fisher flamingo flannel flute foam footpath forest fossil foxglove freckle
friend frost galaxy gallery garden garlic garnet gazelle gentle ghost ginger giraffe glacier
glider glove golden goldfish gondola gospel granite grape gravel greenhouse guitar gully hamlet
hammer hammock harbor harvest haystack hazel hedge helmet heron hickory hillside hobby honeycomb
horizon horseshoe hotel humble hunter iceberg icicle igloo indigo insect iris island ivory
jacket jaguar jasmine jelly jersey jigsaw jungle juniper kayak kettle kingdom kitchen koala
ladder ladle lagoon landscape lantern laundry lavender leaflet legend lemon lentil leopard
letter library lighthouse lilac lily limestone linen lobster lotus lullaby lumber lunch magnet
magpie mandolin mango maple marble marigold market marsh meadow medal melody melon mermaid
meteor midnight mineral mirror mitten moment monkey moonlight morning mosaic mountain muffin
mulberry museum mushroom music mustard napkin native nectar nephew nickel nightingale noodle
north notebook nutmeg oatmeal ocean octopus olive onion opal orange orbit orchard orchid organ
origami ostrich otter oxygen oyster paddle painter palace palm pancake panda papaya paper parade
pasture patch peacock peanut pebble pelican pencil pendulum penguin pepper pewter piano pickle
picnic pigeon pillow pilot pineapple pioneer planet plaster plum pocket poem polar pony poppy
porcupine portrait potato pottery powder prairie pretzel prince pumpkin puppet purple puzzle
quartz quiet rabbit raccoon radish raft rainbow raisin raspberry raven rhubarb ribbon rigging
river robin rooster rosemary rowboat ruby saffron sailor salad salmon sandal sandcastle sandwich
sapphire satin sauce school scooter season shadow shelter shepherd shield silent silver sister
skater sketch sleigh slipper smile snow sofa sparrow spiral spoon spring squirrel stable stadium
station stone story summer sunset swallow swan sweater symbol talent tandem teapot temple tender
tennis theatre thistle thunder ticket tiger timber tomato torch tower tractor train treasure
trumpet tulip tunnel turtle twig umbrella uncle valley vanilla velvet village violet violin
visitor volcano voyage waffle wagon walnut walrus water wheat whisper window winter wizard
wonder wool yellow yogurt zebra zenith
"""
LIST = tuple(_LIST.split())
