"""What a telephone's authenticator does (RFC 6238), written apart from the program that it is tested against."""

import base64
import hashlib
import hmac
import struct
import time


def code(secret, at_s=None):
    """The six digits for a base32 secret, now or at a moment."""
    step = int((time.time() if at_s is None else at_s) // 30)
    key = base64.b32decode(secret + '=' * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack('>Q', step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f'{(struct.unpack(">I", digest[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06}'
