"""Sending one letter at most once, wherever the worker dies.

The mail server is reached first and the letter claimed after that, just before it is handed over: a
worker that dies earlier has sent nothing and claimed nothing, so the letter is simply sent later. One
that dies between the claim and the server's answer leaves a claimed letter, which nobody sends again,
since it may have gone out.
"""

import smtplib
from contextlib import suppress
from enum import Enum

from django.core.mail import get_connection


class Outcome(Enum):
    SENT = "sent"
    NOT_REACHED = "the mail server is away; nothing was claimed"
    NOT_CLAIMED = "somebody else's, or no longer wanted"
    NOT_NOW = "the mail server says: later; nothing went out"
    REFUSED = "the mail server says no; nothing went out"
    UNSURE = "it may have gone out or not"


def send(message, claim):
    """Send an EmailMessage if `claim()` gives it to us. Returns the Outcome; keeping it is the caller's."""
    connection = get_connection()
    try:
        connection.open()
    except OSError:  # every error of smtplib is one of these
        return Outcome.NOT_REACHED
    try:
        if not claim():
            return Outcome.NOT_CLAIMED
        message.connection = connection
        message.send()
    except OSError as error:
        return what_became_of_it(error)
    except ValueError:  # an address or a subject that no letter can have
        return Outcome.REFUSED
    finally:
        with suppress(OSError):
            connection.close()
    return Outcome.SENT


def what_became_of_it(error):
    """The Outcome that an error while a letter was handed over leaves us with."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _ in error.recipients.values()}
    else:
        codes = {getattr(error, "smtp_code", 0)}
    if all(400 <= code < 500 for code in codes):
        return Outcome.NOT_NOW
    return Outcome.REFUSED if all(500 <= code < 600 for code in codes) else Outcome.UNSURE
