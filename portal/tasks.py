"""What the portal itself has done in the background."""

from celery import shared_task

from portal import forgotten
from surveys.post import Outcome, what_became_of_it

AGAIN_AFTER = 60  # seconds
MOST_TIMES = 10


@shared_task(bind=True, max_retries=MOST_TIMES)
def send_password_link(self, email):
    """Send the link, if there is an account. Sent twice it does no harm: one of them works."""
    if not _sent(forgotten.letter(email)):
        raise self.retry(countdown=AGAIN_AFTER)


def _sent(letter):
    """Whether there is nothing more to do. The error is left here: its text may hold the address."""
    try:
        return letter is None or bool(letter.send())
    except OSError as error:  # every error of smtplib is one of these
        return what_became_of_it(error) is Outcome.REFUSED
