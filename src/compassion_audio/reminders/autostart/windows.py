"""A task of Windows. Written by Microsoft's documentation; not verified on Windows yet.

A task has no environment of its own: what is set for the user holds.
"""

import re
from xml.sax.saxutils import escape

from compassion_audio.reminders.autostart.startup import ABOUT, Startup

TASK = "compassion-audio reminders"

_XML = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{about}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <UserId>{user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>3</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def task(startup: Startup, *, user: str) -> bytes:
    """Write the task, in UTF-16 with a byte order mark, as `schtasks /XML` reads it.

    Args:
        startup: What is started.
        user: At whose login, as `DOMAIN\\name`.
    """
    text = _XML.format(
        about=escape(ABOUT),
        user=escape(user),
        command=escape(startup.command[0]),
        arguments=escape(" ".join(map(_quoted, startup.command[1:]))),
    )
    return text.replace("\n", "\r\n").encode("utf-16")


def _quoted(word: str) -> str:
    """Write an argument as programs of Windows take their command line apart.

    Source: "Parsing C++ command-line arguments", Microsoft Learn.
    """
    if word and not re.search(r'[\s"]', word):
        return word
    doubled = re.sub(r'(\\*)"', r'\1\1\\"', word)
    return '"' + re.sub(r"(\\+)$", r"\1\1", doubled) + '"'
