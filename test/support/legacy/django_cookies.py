"""Session cookies made by Django itself: a list of requests as JSON on standard input, a list of values on standard output.

request = {"data": {...} or "json": "...", "key": SECRET_KEY, "at": seconds since 1970, "sha1": true or absent}
"""

import json
import sys
import time

import django
from django.conf import settings
from django.core import signing

settings.configure(SECRET_KEY="-", SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")

from django.contrib.sessions.backends.signed_cookies import SessionStore  # noqa: E402

SALT = "django.contrib.sessions.backends.signed_cookies"


class Raw:
    """A serializer for texts that are JSON already, or are none."""

    def dumps(self, text):
        return text.encode("latin-1")


def cookie(request):
    settings.SECRET_KEY = request["key"]
    settings.DEFAULT_HASHING_ALGORITHM = "sha1" if request.get("sha1") else "sha256"
    if "at" in request:
        time.time = lambda: request["at"]
    if "json" in request:
        return signing.dumps(request["json"], salt=SALT, serializer=Raw, compress=True)
    session = SessionStore()
    session.update(request["data"])
    session.save()
    return session.session_key


requests = json.load(sys.stdin)
json.dump({"version": django.get_version(), "cookies": [cookie(each) for each in requests]}, sys.stdout)
