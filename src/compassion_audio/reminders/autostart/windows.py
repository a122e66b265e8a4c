"""A task of Windows. Written by Microsoft's documentation; not verified on Windows yet.

A task has no environment of its own: what is set for the user holds.
"""

from subprocess import list2cmdline
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
        user: At whose login, a domain, a backslash and a name.
    """
    text = _XML.format(
        about=escape(ABOUT),
        user=escape(user),
        command=escape(startup.command[0]),
        arguments=escape(list2cmdline(startup.command[1:])),
    )
    return text.replace("\n", "\r\n").encode("utf-16")
