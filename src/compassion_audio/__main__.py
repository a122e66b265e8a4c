"""`python -m compassion_audio` is the command `compassion`."""

import sys

from compassion_audio.cli import main

sys.exit(main())
