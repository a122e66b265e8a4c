"""Texts in other forms, made into practices."""

import re
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compassion_audio import library
from compassion_audio.errors import CompassionAudioError, ScriptError
from compassion_audio.script import Breath, Pause, Say, Silence, parse, resolve
from compassion_audio.script.dialects import Import, imported
from compassion_audio.script.dialects.direction import mark_for
from compassion_audio.script.export import speech_markdown, ssml
from compassion_audio.script.format import formatted

PIECES = (
    *("Hello there.", "two", "Three! ", "\u2014", "…", "...", "?", "🙏", "²", "•", "+", "= =", "1"),
    *("[pause 5s]", "[5s]", "(pause)", "...(pause 10 seconds)", "{pause 5}", "<pause 5s>", "[x]"),
    *("(*pause*)", "(pause <b>x</b>)", "PAUSE\n", "BELL 3\n", "[sigh]", "[voice second]"),
    *("[if alone]", "[else]", "[end]", "- ", "2. ", "3) ", "# ", "## H\n", "###", "#1", "> "),
    *("<!-- c -->", "<!-- a\nb -->", "<!-", "-->", "<script>", "*", "**", "_", "`", "```\n", "~~"),
    *("{n}", "{n|d e}", "{", "}", "[", "]", "(", ")", "<", ">", "|", "\\", "'", '"', "\u201d"),
    *("<b>", "</b>", "<break time='2s'/>", "<x y>", "&amp;", "&#91;", "&x;", "http://a.b", "www."),
    *("\x00", "\x01", "\x02", "\x03", "\x04", "\x05", "\u2028", "\u202e", "\x85", "\xa0", "\uffff"),
    *("===\n", "---\n", "***\n", "| a | b |\n", "|--|--|\n", "[a](b)", "[a]", "![a](b)", "[^1]: x"),
    *(
        '(w)[emphasis:"strong"]',
        '(w)[sub:"a b"]',
        '#[voice:"second"]',
        "++x++",
        "+y+",
        "title: x\n",
    ),
    *("-pause-", "\n*Pause*\n", "\n(5)\n", " . . .", "{{a}}", "____", "==", "\u200b", "\u2066"),
    *("Pause.", "(a)[/b/]", "(breathe)", "**[pause]**", "\u2014 pause \u2014", "\xad", "\ufe0f"),
    *("*em*", "_em_", "**st**", "a_b", "\n", "\n", "\n\n", " ", " ", "  ", "\t", "\r\n"),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=18).map("".join)
TEXTS = st.one_of(SOUP, st.text(), st.text(alphabet="[](){}<>*_`~|\\#-+=.!? \n\t:&;ab1/\"'"))
HOLDERS = (
    *("N", "*N*", "[N]", "{N M}", "<N M>", "~~N~~", "![N](M)", "[N](http://M)", "`N`", "N_M"),
    *("<!-- N -->", "<!-- N\n\nM -->", "(N)[ipa:'M']", "(pause N)", "[pause N]", "https://N"),
    *("# N\n", "> N\n", "- N\n", "| N | M |\n", "```\nN\n```\n", "N &amp; M", "[^N]: M\n", "\n\n"),
    *("<script>N</script>", "#[N]", "N\n===\n", "--- <!-- N -->\n", "PAUSE <!-- N -->\n"),
)
"""N and M become words of their own."""

XML = (
    *("<p>", "</p>", "<s>", "</s>", "<emphasis>", "</emphasis>", "<sub alias='x y'>", "</sub>"),
    *(
        "<voice name='second'>",
        "</voice>",
        "<prosody rate='slow'>",
        "</prosody>",
        "<desc>",
        "</desc>",
    ),
    *("<break/>", "<break time='2s'/>", "<break strength='none'/>", "<mark name='section:A [b]'/>"),
    *("word", "Two. ", "[5s]", "(pause)", "&lt;", "&amp;", "<!-- c -->", "\n", " ", "*", "🙏"),
)


def made(text: str, dialect: str | None = None) -> Import:
    """Import a text."""
    return imported(text.encode(), name="a file", title="A title", dialect=dialect)


def body(text: str, dialect: str | None = None) -> str:
    """Import a text, and give what stands below the front matter."""
    return made(text, dialect).text.split("---\n", 2)[2].strip()


def nested(pieces: list[str]) -> str:
    """Give a well-formed document: each tag that is opened is closed, in its order."""
    found: list[str] = []
    stack: list[str] = []
    for piece in pieces:
        name = re.match(r"</?(\w+)", piece)
        if name and piece.startswith("</"):
            if name[1] not in stack:
                continue
            while stack[-1] != name[1]:
                found.append(f"</{stack.pop()}>")
            stack.pop()
        elif name and not piece.endswith("/>"):
            stack.append(name[1])
        found.append(piece)
    closing = "".join(f"</{name}>" for name in reversed(stack))
    return f"<speak>{''.join(found)}{closing}</speak>"


def is_practice(text: str, dialect: str) -> None:
    """Check that a text becomes a practice in canonical form, or says that it has no words."""
    try:
        found = made(text, dialect)
    except CompassionAudioError as cause:
        told = str(cause)
        assert "no words" in told or "this is not text" in told, told
        return
    parse(found.text)
    assert formatted(found.text) == found.text


@given(TEXTS)
@example("2. \n<pause 5s> ...")
@example("www.<!-- a -->b")
@example("[end] and [if alone] words")
def test_any_plain_text_becomes_a_practice(text: str) -> None:
    """Whatever stands in it, the parser takes what comes out."""
    is_practice(text, "text")


@given(TEXTS)
@example("><!-- c -->[x] a")
@example("2) ?! Bar")
@example("---\ntitle: x\ntitle: y\n---\nWords.")
def test_any_markdown_becomes_a_practice(text: str) -> None:
    """Whatever stands in it, the parser takes what comes out."""
    is_practice(text, "markdown")


@given(TEXTS)
def test_any_speech_markdown_becomes_a_practice(text: str) -> None:
    """Whatever stands in it, the parser takes what comes out."""
    is_practice(text, "speech-markdown")


@given(st.lists(st.sampled_from(XML), max_size=20).map(nested))
def test_any_ssml_becomes_a_practice(text: str) -> None:
    """Whatever stands in it, the parser takes what comes out."""
    is_practice(text, "ssml")


@given(st.binary())
def test_any_bytes_are_a_practice_or_an_error(data: bytes) -> None:
    """Nothing breaks the door."""
    try:
        found = imported(data, name="a file", title="\udcff: [x]")
    except CompassionAudioError:
        return
    parse(found.text)


@given(st.lists(st.sampled_from(HOLDERS), min_size=1))
def test_no_word_is_lost(pieces: list[str]) -> None:
    """Every word of the text is in the practice: spoken, or in a comment."""
    text = "Here.\n\n"
    for count, piece in enumerate(pieces):
        text += f"{piece} ".replace("N", f"word{count}x").replace("M", f"other{count}x")
    found = made(text, "markdown").text
    for word in re.findall(r"(?:word|other)\d+x", text):
        assert word in found


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("[5s]", "[pause 5s]"),
        ("[400ms]", "[pause 0.4s]"),
        ("[pause:5]", "[pause 5s]"),
        ("[PAUSE:5]", "[pause 5s]"),
        ("[pause: 3s]", "[pause 3s]"),
        ("[Pause 5 seconds]", "[pause 5s]"),
        ("(pause)", "[pause]"),
        ("(long pause)", "[pause 10s]"),
        ("(short pause)", "[pause 2s]"),
        ("...(pause 10 seconds)", "[pause 10s]"),
        ('<break time="5s"/>', "[pause 5s]"),
        ("<break time='250ms'>", "[pause 0.25s]"),
        ('<break strength="x-strong"/>', "[pause 1.25s]"),
        ('[break:"5s"]', "[pause 5s]"),
        ("**[pause]**", "[pause]"),
        ("*(pause 5 sec.)*", "[pause 5s]"),
        ("{pause 5}", "[pause 5s]"),
        ("<pause 5s>", "[pause 5s]"),
        ("[pause for five seconds]", "[pause 5s]"),
        ("[a pause of forty-five seconds]", "[pause 45s]"),
        ("[5-second pause]", "[pause 5s]"),
        ("[pause 5-10 seconds]", "[pause 5s..10s]"),
        ("[pause 1:30]", "[pause 1m30s]"),
        ("[Pause 1 minute 30 seconds]", "[pause 1m30s]"),
        ("[2 minutes of silence]", "[silence 2m]"),
        ("(silence)", "[pause 10s]"),
        ("[pause 2 hours]", "[silence 2h]"),
        ("[Ring the bell three times]", "[bell x3]"),
        ("(bell)", "[bell]"),
        ("[3 breaths]", "[breath x3]"),
        ("[kurze Pause]", "[pause 2s]"),
        ("(Pause 5 Sekunden)", "[pause 5s]"),
        ("[pausa 2,5 segundos]", "[pause 2.5s]"),
        ("[pause 4s exact]", "[pause exact]"),
    ],
)
def test_each_spelling_of_a_pause_becomes_a_mark(written: str, mark: str) -> None:
    """Inside a sentence, and the report says so with its line."""
    mark = mark if mark != "[pause exact]" else "[pause 4s exact]"
    found = made(f"First.\n\nSome words {written} and more.\n", "text")
    assert found.text.endswith(f"Some words {mark} and more.\n")
    if written != mark:
        assert f"line 3: {written} became {mark}" in found.report()


@pytest.mark.parametrize(
    "words",
    [
        "[deep sigh]",
        "[1]",
        "[00:12]",
        "[0s]",
        "[pause x y]",
        "[pause 99999999 hours]",
        "[pause, and let them settle]",
        "[5 apples]",
        "[if you like]",
    ],
)
def test_what_is_no_pause_is_not_taken_for_one(words: str) -> None:
    """It is kept as a comment, neither lost nor spoken, and the report says so."""
    found = made(f"Some {words} words.", "text")
    assert found.text.endswith(f"Some <!-- import: {words} --> words.\n")
    assert found.report() == (f"line 1: {words} was not understood, and is kept as a comment",)
    assert not found.changes[0].is_understood


@pytest.mark.parametrize(
    "words",
    ["Let us pause for five seconds.", "It takes time (5 minutes).", "It (a bell tower) rang."],
)
def test_words_are_not_taken_for_a_pause(words: str) -> None:
    """A sentence about a pause is spoken."""
    assert body(words, "text") == words
    assert made(words, "text").changes == ()


def test_a_direction_that_says_more_becomes_a_pause_and_a_comment() -> None:
    """No practice may hold it as it is."""
    found = body("Rest. (pause and let them settle)", "text")
    assert found == "Rest. [pause] <!-- import: (pause and let them settle) -->"


def test_a_full_stop_behind_a_pause_goes_before_it() -> None:
    """`so [5s].` would leave a full stop alone, which nobody can speak."""
    assert body("Rest [5s]. Then (pause), slowly. (pause).") == (
        "Rest. [pause 5s]\nThen, [pause] slowly. [pause]"
    )


def test_pauses_in_a_row_become_one() -> None:
    """Other programs write a long pause as several short ones."""
    found = made("Rest. [10s] [10s] [5s] Now.")
    assert "Rest. [pause 25s]\nNow." in found.text
    assert "line 1: 3 pauses in a row became [pause 25s]" in found.report()


def test_a_direction_has_its_mark_or_none() -> None:
    """The vocabulary is closed, and a long text is no direction."""
    assert mark_for("pause " * 40) is None
    assert mark_for("") is None


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("See [this page](https://x.org).", "See this page<!-- import: https://x.org -->."),
        ("See [this][r].\n\n[r]: http://x.org", "See this.\n\n<!-- import: [r]: http://x.org -->"),
        ("Now ![a cat](cat.png).", "Now<!-- import: ![a cat](cat.png) -->."),
        ("Be `kind` now.", "Be kind now."),
        ("So ~~not~~ this.", "So <!-- import: ~~not~~ --> this."),
        ("Tea &amp; calm.", "Tea & calm."),
        (r"A \*star\* here.", "A *star* here."),
        ("One.<br>Two.", "One.\nTwo."),
        ("> Quoted\n> words.", "Quoted words."),
        ("One.\n\n---\n\nTwo.", "One.\n\nTwo."),
        ("| A | B |\n|---|---|\n| Sit | Rest. |", "A.\nB.\n\nSit.\nRest."),
        ("Go.\n```\nx = 1\n```\nOn.", "Go.\n\n<!-- import: ``` x = 1 ``` -->\n\nOn."),
        ("1. one\n2) two\n- [ ] three", "1. one\n2. two\n- three"),
        ("# T\n\n#### Deep\n\nWords.", "# Deep\n\nWords."),
        ("Part\n----\nWords.", "Words."),
        ("snake_case and 5 < 6", "snake case and 5 <!-- import: < --> 6"),
        ("#1 is rest.", "1 is rest."),
        ("Rest. 🙏", "Rest. <!-- import: 🙏 -->"),
        ("Be *very **kind* now.", "Be very kind now."),
        ("<!-- a\n\nnote --> Words.", "<!-- a note --> Words."),
        (
            "Words.[^1]\n\n[^1]: A note.",
            "Words.<!-- import: [^1] -->\n\n<!-- import: [^1]: A note. -->",
        ),
        ("Write me@x.org or www.x.org, now.", "Write me@x.org or<!-- import: www.x.org -->, now."),
        ("[if alone] Hi. [end]", "[if alone] Hi. [end]"),
        ("Hi. [end]", "Hi. <!-- import: [end] -->"),
        ("Dear {name|friend}, rest.", "Dear {name|friend}, rest."),
    ],
)
def test_markdown_keeps_its_words(written: str, becomes: str) -> None:
    """What the ear can take is spoken, the rest becomes comments."""
    assert body(written, "markdown") == becomes


def test_front_matter_of_another_program_is_kept_where_it_can_be() -> None:
    """Keys of ours stay, the others become comments."""
    found = made("---\ntitle: 'Mine'\ntags: [a]\nminutes: 5\nmood: calm\n---\nWords (pause).")
    assert found.text == (
        "---\ntitle: 'Mine'\n# import: tags: [a]\nminutes: 5\n# import: mood: calm\n---\n"
        "Words. [pause]\n"
    )
    assert [change.line for change in found.changes] == [3, 5, 7]


def test_plain_text_has_its_headings() -> None:
    """A first line that stands alone is the title; lines in capitals are sections."""
    found = made(
        "An evening scan\n\nSETTLING IN\n\nSit down.\n\nPAUSE 10 SECONDS\n\nTHE FEET\n\nFeel."
    )
    assert found.text == (
        "---\ntitle: An evening scan\n---\n# SETTLING IN\n\nSit down.\n\n[pause 10s]\n\n"
        "# THE FEET\n\nFeel.\n"
    )


def test_the_highest_heading_is_a_section_of_the_first_level() -> None:
    """Whatever level it had, and whether or not a title stood above it."""
    assert body("Words.\n\n## A\n\nOne.\n\n### B\n\nTwo.", "markdown") == (
        "Words.\n\n# A\n\nOne.\n\n## B\n\nTwo."
    )


def test_what_is_left_out_is_told() -> None:
    """Once for all control characters, at the first of them."""
    assert (
        "line 2: left out 2 control characters" in made("One.\nTw\x0eo.\x0f" + " x" * 99).report()
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Rest: a *start*\n\nWords.", "Rest: a start"),
        ("# One\n\nWords.\n\n# Two\n\nMore.", "One"),
        ("Words. And more.", "A title"),
        ("# " + "long " * 100 + "\n\nWords.", ("long " * 24).strip()),
    ],
)
def test_the_title_comes_from_the_first_heading_or_the_name(text: str, title: str) -> None:
    """And is good YAML, whatever it holds."""
    assert parse(made(text, "markdown").text).front.title == title


def test_a_practice_is_only_formatted() -> None:
    """There is nothing to import in it, and nothing to tell."""
    found = made("---\ntitle: Mine\n---\nOne. Two. [pause 60s]\n")
    assert found.text == "---\ntitle: Mine\n---\nOne.\nTwo. [pause 1m]\n"
    assert found.changes == ()


SSML = """<?xml version="1.0"?>
<speak version="1.1" xml:lang="en-GB">
<p><s>Breathe in</s> <break time="4s"/><s>And <emphasis level="strong">so</emphasis> out.</s></p>
<p><prosody rate="slow">Slowly now.</prosody> The <sub alias="World Wide Web">WWW</sub> &amp; more.
A <phoneme alphabet="ipa" ph="x">word</phoneme>.</p>
<metadata>nobody hears this</metadata>
<mark name="section:Rest"/><mark name="bell:bowl x3"/>
<p><say-as interpret-as="date">2020</say-as> ends. (pause)</p><!-- mine -->
</speak>
"""


def test_ssml_is_read() -> None:
    """Breaks, paragraphs, sentences, emphasis, ways to say a word; the rest becomes comments."""
    found = made(SSML)
    assert found.dialect == "ssml"
    assert found.text == (
        "---\ntitle: A title\nlanguage: en-GB\npronounce:\n  WWW: World Wide Web\n---\n"
        "Breathe in. [pause]\nAnd **so** out.\n\n"
        '<!-- import: <prosody rate="slow"> --> Slowly now.\nThe WWW & more.\n'
        'A <!-- import: <phoneme alphabet="ipa" ph="x"> --> word.\n\n'
        "<!-- import: <metadata> -->\n\n# Rest\n\n[bell x3]\n\n"
        '<!-- import: <say-as interpret-as="date"> --> 2020 ends. [pause]\n\n<!-- mine -->\n'
    )
    assert 'line 3: <break time="4s"> became [pause]' in found.report()
    assert "line 8: (pause) became [pause]" in found.report()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>\n<speak>&c;</speak>',
            "SSML has no document type",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><speak>&a;</speak>',
            "SSML has no document type",
        ),
        ("<speak>\n<p>words</speak>", "line 2, column 11: this is not SSML: mismatched tag"),
        ("<speak>you & me</speak>", "not well-formed"),
        ("<speak>" + "<p>" * 100 + "words" + "</p>" * 100 + "</speak>", "nest too deeply"),
    ],
)
def test_broken_or_hostile_ssml_is_refused(text: str, told: str) -> None:
    """One line says what and where; no entity is ever opened."""
    with pytest.raises(ScriptError) as caught:
        made(text, "ssml")
    assert told in str(caught.value)


def test_speech_markdown_is_read() -> None:
    """Breaks, emphasis, ways to say a word; other styles become comments."""
    found = made(
        '#[dj]\nHello (there)[emphasis:"strong"] [500ms] my ++dear++ +old+ friend [5s].\n\n'
        '(Al)[sub:"aluminum"] is (light)[whisper] [break:"strong"] and so on.'
    )
    assert found.dialect == "speech-markdown"
    assert found.text == (
        "---\ntitle: A title\npronounce:\n  Al: aluminum\n---\n"
        "<!-- import: #[dj] --> Hello **there** [pause 0.5s] my **dear** *old* friend. [pause 5s]\n"
        "\n"
        "Al is light<!-- import: [whisper] --> [pause 1s] and so on.\n"
    )


@pytest.mark.parametrize("slug", library.slugs())
@pytest.mark.parametrize("form", [ssml, speech_markdown])
def test_what_we_export_can_be_imported(slug: str, form: object) -> None:
    """The same sentences come back, in the same paragraphs and sections; quiet as pauses."""
    script = parse(library.read(slug).text)
    steps = resolve(script)
    written: Callable[..., str] = form.written  # type: ignore[attr-defined]  # two modules alike
    back = resolve(parse(made(written(script.front, steps)).text))
    kinds = [Pause if isinstance(step, Silence | Breath) else type(step) for step in steps]
    assert [type(step) for step in back] == kinds
    words = [step.text for step in steps if isinstance(step, Say)]
    assert [step.text for step in back if isinstance(step, Say)] == words


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7 ...", "this is a PDF"),
        (b"{\\rtf1 words}", "this is an RTF document"),
        (b"\xd0\xcf\x11\xe0 words", "this is an old Word document"),
        (b"a\0b\0c\0", "this is not text"),
        (bytes(range(256)) * 4, "this is not text"),
        (b"", "there are no words in it to speak"),
        ("🙏 [5s]".encode(), "there are no words in it to speak"),
    ],
)
def test_what_is_no_script_is_refused(data: bytes, told: str) -> None:
    """In one line that says what it is."""
    with pytest.raises(CompassionAudioError) as caught:
        imported(data, name="a file", title="A title")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "told"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8-sig", "")]
)
def test_texts_of_old_editors_are_read(encoding: str, told: str) -> None:
    """Windows-1252 and UTF-16 become UTF-8, and the report says so."""
    found = imported("Caf\u00e9 \u2013 it\u2019s calm.".encode(encoding), name="x", title="X")
    assert found.text.endswith("Caf\u00e9 \u2013 it\u2019s calm.\n")
    assert [change.found for change in found.changes] == ([f"text in {told}"] if told else [])


def document(change: Callable[[bytes], bytes] = bytes) -> bytes:
    """Give a Word document, its text changed."""
    docx = pytest.importorskip("docx")
    made_new = docx.Document()
    made_new.add_heading("A kind pause", 0)
    made_new.add_heading("Arriving", 1)
    made_new.add_paragraph("Settle in. (pause) Rest\nhere.")
    made_new.add_paragraph("first", style="List Bullet")
    made_new.add_paragraph("one", style="List Number")
    made_new.add_paragraph("two", style="List Number")
    made_new.add_table(rows=1, cols=1).cell(0, 0).text = "In a cell"
    made_new.add_paragraph("LONG PAUSE")
    file, again = BytesIO(), BytesIO()
    made_new.save(file)
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(again, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            other.writestr(name, change(data) if name == "word/document.xml" else data)
    return again.getvalue()


def test_a_word_document_is_read() -> None:
    """Title, headings, paragraphs, lists and tables, in their order."""
    found = imported(document(), name="scan.docx", title="Scan")
    assert found.text == (
        "---\ntitle: A kind pause\n---\n# Arriving\n\nSettle in. [pause]\nRest here.\n\n"
        "- first\n1. one\n2. two\n\nIn a cell\n\n[pause 10s]\n"
    )
    assert "paragraph 3: (pause) became [pause]" in found.report()


def test_words_that_were_inserted_in_a_document_are_read_and_deleted_ones_are_not() -> None:
    """Tracked changes count as accepted."""
    found = imported(
        document(
            lambda data: data.replace(
                b"<w:r><w:t>first</w:t></w:r>",
                b'<w:ins w:id="1"><w:r><w:t>new</w:t></w:r></w:ins>'
                b'<w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del>'
                b'<w:moveFrom w:id="3"><w:r><w:t>old</w:t></w:r></w:moveFrom>',
            )
        ),
        name="scan.docx",
        title="Scan",
    )
    assert "- new\n" in found.text
    assert "old" not in re.sub(r"<!--.*?-->", "", found.text)
    assert "<!-- import: deleted text, old -->" in found.text
    assert "paragraph 8: deleted text, old became a comment" in found.report()


def test_words_of_a_document_that_are_struck_or_hidden_are_not_spoken() -> None:
    """They are kept as comments, and the report says so; a setting that is off strikes nothing."""
    runs = (
        b"<w:r><w:rPr><w:strike/></w:rPr><w:t>struck </w:t></w:r>"
        b'<w:r><w:rPr><w:dstrike w:val="1"/></w:rPr><w:t>twice</w:t></w:r>'
        b"<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        b'<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>said</w:t></w:r>'
    )
    found = imported(
        document(lambda data: data.replace(b"<w:r><w:t>first</w:t></w:r>", runs)),
        name="scan.docx",
        title="Scan",
    )
    assert re.sub(r" *<!--.*?--> *", "", found.text).count("- said\n") == 1
    assert "paragraph 4: struck text, struck twice became a comment" in found.report()
    assert "paragraph 4: hidden text, hidden became a comment" in found.report()


def test_what_stands_beside_the_text_of_a_document_is_kept_and_told() -> None:
    """Headers, footers and the comments of readers: one line of the report for each kind."""
    docx = pytest.importorskip("docx")
    made_new = docx.Document()
    paragraph = made_new.add_paragraph("Rest here.")
    made_new.sections[0].header.paragraphs[0].text = "The clinic"
    made_new.sections[0].footer.paragraphs[0].text = "Page 1"
    told = ["a header, The clinic", "a footer, Page 1"]
    if hasattr(made_new, "add_comment"):
        made_new.add_comment(paragraph.runs, text="Slower", author="A")
        told.append("a comment by a reader, Slower")
    file = BytesIO()
    made_new.save(file)
    found = imported(file.getvalue(), name="scan.docx", title="Scan")
    assert sorted(found.report()) == sorted(f"paragraph 1: {one} became a comment" for one in told)
    assert [step.text for step in parse(found.text).steps if isinstance(step, Say)] == [
        "Rest here."
    ]
    for one in told:
        assert f"<!-- import: {one} -->" in found.text


def cut() -> bytes:
    """Give the first part of a document."""
    return document()[:3000]


def words_alone() -> bytes:
    """Give a text under a document's name."""
    return b"words"


def with_entities() -> bytes:
    """Give a document whose words would come from elsewhere."""
    kind = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return document(lambda data: data.replace(b"<w:document", kind + b"<w:document", 1))


def bomb() -> bytes:
    """Give a small file that unpacks to a large one."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (30 * 2**20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (cut, "this is not a whole Word document"),
        (words_alone, "this is not a whole Word document"),
        (with_entities, "this document has a document type"),
        (bomb, "this document unpacks to too much"),
    ],
)
def test_broken_or_hostile_documents_are_refused(data: Callable[[], bytes], told: str) -> None:
    """In one line; a bomb is not unpacked to find out."""
    with pytest.raises(ScriptError) as caught:
        imported(data(), name="scan.docx", title="Scan")
    assert told in str(caught.value)


def test_without_its_package_a_word_document_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The package is needed for Word documents alone."""
    data = document()
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(CompassionAudioError) as caught:
        imported(data, name="scan.docx", title="Scan")
    assert caught.value.hint == "install it with: pip install 'compassion-audio[import]'"
    assert made("Words.").text


def test_the_report_follows_the_lines() -> None:
    """Whatever was found first, the report reads from top to bottom."""
    found = made("One_two.\n\n[5s] words [x y z]\n\n[what] and | more (pause)")
    lines = [change.line for change in found.changes]
    assert all(above <= below for above, below in pairwise(lines))
    assert lines == [1, 3, 3, 5, 5, 5]


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("*Pause*", "[pause]"),
        ("_pause_", "[pause]"),
        ("Pause", "[pause]"),
        ("PAUSE \u2013 10 seconds", "[pause 10s]"),
        ("-- pause --", "[pause]"),
        ("\u2014pause\u2014", "[pause]"),
        ("- pause -", "[pause]"),
        ("//pause 5//", "[pause 5s]"),
        ("(5)", "[pause 5s]"),
        ('(10")', "[pause 10s]"),
        ("Pause for 10 seconds.", "[pause 10s]"),
        ("[Silence \u2013 1 minute]", "[silence 1m]"),
        ("[Pause\u20145 seconds]", "[pause 5s]"),
        ("[pause ~5s]", "[pause 5s]"),
    ],
)
def test_a_direction_alone_on_a_line_becomes_its_pause(line: str, mark: str) -> None:
    """However it is set apart from the words; the report says so."""
    found = imported(f"Rest.\n\n{line}\n\nGo on.".encode(), name="a.txt", title="A")
    assert found.text.endswith(f"Rest.\n\n{mark}\n\nGo on.\n")
    assert found.report() == (f"line 3: {line} became {mark}",)


@pytest.mark.parametrize("line", ["Pause for a while.", "Rest. Pause here. Go on."])
def test_a_sentence_that_speaks_of_a_pause_is_said_and_pointed_at(line: str) -> None:
    """Only a person can tell whether it is for the listener."""
    found = imported(f"Rest.\n\n{line}".encode(), name="a.txt", title="A")
    assert " ".join(found.text.split()).endswith(line)
    (told,) = found.report()
    assert told.startswith("line 3: Pause ")
    assert told.endswith(" stays, and may be a direction")


@pytest.mark.parametrize("text", ["Pause\n\nRest.", "Rest.\n\n- Pause\n- Breathe", "End\n\nRest."])
def test_a_title_and_a_list_item_are_no_direction(text: str) -> None:
    """A step of a list may be to pause, and a whole text may be called so."""
    assert "[" not in imported(text.encode(), name="a.txt", title="A").text


@pytest.mark.parametrize(
    ("text", "read", "told"),
    [
        ("In . . . and out.", "In… and out.", ". . . became …"),
        ("Dear {{first_name}}, rest.", "Dear {first_name}, rest.", "became {first_name}"),
        ("I am ____ now.", "gap to fill in --> now.", "____ became a comment, for it is a gap"),
        ("So ==good== now.", "So good now.", "left out =="),
        ("A (pecan)[/pi.kan/] now.", "A pecan<!-- import: (pecan)[/pi.kan/] --> now.", "(pecan)["),
        ("Kind\u200bness.", "Kindness.", "left out an invisible character"),
        ("So 🙂 now.", "So <!-- import: 🙂 --> now.", "🙂 became a comment"),
        ('A <break time="9"/> b.', "A [pause 9s] b.", "became [pause 9s], taken as seconds"),
        ('A <break time="90"/> b.', "<!-- import: <break", "was not understood"),
    ],
)
def test_signs_of_other_programs_are_read(text: str, read: str, told: str) -> None:
    """What they mean is kept, and what nobody can know is left for a person to look at."""
    found = imported(text.encode(), name="a.txt", title="A")
    assert read in found.text
    assert any(told in line for line in found.report())


def test_the_names_that_html_has_for_characters_do_not_refuse_ssml() -> None:
    """Editors of engines write them, and XML does not know them; an unknown one is told."""
    found = imported(b"<speak>One&nbsp;two\n&eacute;, &foo;.</speak>", name="a.ssml", title="A")
    assert "One two é, &foo." in " ".join(found.text.split())
    assert found.report()[:2] == ("line 1: &nbsp; became a space", "line 2: &eacute; became é")


def test_a_practice_in_an_old_encoding_is_told_to_be_one() -> None:
    """Also where nothing else is to be changed."""
    data = "---\ntitle: A\n---\nCaf\u00e9.\n".encode("cp1252")
    assert imported(data, name="a.md", title="A").report() == (
        "line 1: text in Windows-1252 became UTF-8",
    )


def test_pauses_in_a_row_are_told_where_they_stand() -> None:
    """And not where their paragraph begins."""
    found = imported(b"One.\nTwo. [5s] [5s]\n", name="a.txt", title="A")
    assert "line 2: 2 pauses in a row became [pause 10s]" in found.report()


@pytest.mark.parametrize("sign", ["{", "[", "{ ", "{}", "<", "*a ", "Pause. "])
def test_a_text_of_nothing_but_signs_is_told_in_few_lines(sign: str) -> None:
    """It comes to an end, and so does its report; the data holds every change."""
    found = imported(b"Rest. " + sign.encode() * 20_000, name="a.txt", title="A")
    assert len(found.report()) <= 101
    assert len(found.changes) < 101 or found.report()[-1] == (
        f"and {len(found.changes) - 100} more like these"
    )
