"""What is said beside every practice that is handed over."""

NOTICE = (
    "Practice is no substitute for care. Please do not listen while driving. "
    "If you are in danger, call your local emergency number."
)
