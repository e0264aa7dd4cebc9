"""A second opinion on the log, written from the standards and sharing no code with the program: RFC 9162 (tree), RFC 8032
(Ed25519), GB/T 32905 (SM3), GB/T 32918 (SM2), C2SP signed-note, tlog-checkpoint, tlog-tiles and tlog-proof."""

import base64
import hashlib
import struct

# ── hashes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rotate(word, count):
    count %= 32
    return (word << count | word >> 32 - count) & 0xFFFFFFFF if count else word


def sm3(message):
    state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e]
    padded = message + b'\x80' + b'\0' * ((55 - len(message)) % 64) + struct.pack('>Q', 8 * len(message))
    for start in range(0, len(padded), 64):
        w = list(struct.unpack('>16I', padded[start:start + 64]))
        for j in range(16, 68):
            mixed = w[j - 16] ^ w[j - 9] ^ _rotate(w[j - 3], 15)
            w.append(mixed ^ _rotate(mixed, 15) ^ _rotate(mixed, 23) ^ _rotate(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            constant = 0x79cc4519 if j < 16 else 0x7a879d8a
            first = _rotate((_rotate(a, 12) + e + _rotate(constant, j)) & 0xFFFFFFFF, 7)
            second = first ^ _rotate(a, 12)
            choice = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            other = e ^ f ^ g if j < 16 else (e & f) | (~e & g & 0xFFFFFFFF)
            left = (choice + d + second + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            right = (other + h + first + w[j]) & 0xFFFFFFFF
            a, b, c, d = left, a, _rotate(b, 9), c
            e, f, g, h = right ^ _rotate(right, 9) ^ _rotate(right, 17), e, _rotate(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return struct.pack('>8I', *state)


def sha256(message):
    return hashlib.sha256(message).digest()


HASHES = {'sha256': sha256, 'sm3': sm3}

# ── signatures ──────────────────────────────────────────────────────────────────────────────────────────────────────

_P = 2 ** 255 - 19
_L = 2 ** 252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _ed_x(y, sign):
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


def _ed_point(octets):
    number = int.from_bytes(octets, 'little')
    y = number & (1 << 255) - 1
    x = _ed_x(y, number >> 255) if y < _P else None
    return None if x is None else (x, y, 1, x * y % _P)


def _ed_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _ed_times(factor, point):
    total = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _ed_add(total, point)
        point, factor = _ed_add(point, point), factor >> 1
    return total


_ED_Y = 4 * pow(5, _P - 2, _P) % _P
_ED_BASE = (_ed_x(_ED_Y, 0), _ED_Y, 1, _ed_x(_ED_Y, 0) * _ED_Y % _P)


def ed25519_verifies(public, message, signature):
    if len(signature) != 64:
        return False
    key, r, s = _ed_point(public), _ed_point(signature[:32]), int.from_bytes(signature[32:], 'little')
    if key is None or r is None or s >= _L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), 'little') % _L
    left, right = _ed_times(s, _ED_BASE), _ed_add(r, _ed_times(k, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % _P or (left[1] * right[2] - right[1] * left[2]) % _P)


_Q = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_A = _Q - 3
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
      0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)


def _sm2_add(p, q):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if (p[1] + q[1]) % _Q == 0:
            return None
        slope = (3 * p[0] * p[0] + _A) * pow(2 * p[1], -1, _Q)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, _Q)
    x = (slope * slope - p[0] - q[0]) % _Q
    return x, (slope * (p[0] - x) - p[1]) % _Q


def _sm2_times(factor, point):
    total = None
    while factor:
        if factor & 1:
            total = _sm2_add(total, point)
        point, factor = _sm2_add(point, point), factor >> 1
    return total


def sm2_verifies(public, message, signature, identity=b'1234567812345678'):
    if len(public) != 65 or public[0] != 4 or len(signature) != 64:
        return False
    key = int.from_bytes(public[1:33], 'big'), int.from_bytes(public[33:], 'big')
    if (key[1] ** 2 - key[0] ** 3 - _A * key[0] - _B) % _Q:
        return False
    r, s = int.from_bytes(signature[:32], 'big'), int.from_bytes(signature[32:], 'big')
    if not 0 < r < _N or not 0 < s < _N or (r + s) % _N == 0:
        return False
    numbers = b''.join(number.to_bytes(32, 'big') for number in (_A, _B, *_G, *key))
    who = sm3(struct.pack('>H', 8 * len(identity)) + identity + numbers)
    point = _sm2_add(_sm2_times(s, _G), _sm2_times((r + s) % _N, key))
    return point is not None and (int.from_bytes(sm3(who + message), 'big') + point[0]) % _N == r


# ── notes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

TYPES = {b'\x01': ed25519_verifies, b'\xffshanhai/sm2-sm3': sm2_verifies}


class Key:
    """`name+hex(id)+base64(type ‖ public key)`."""

    def __init__(self, text):
        self.name, number, rest = text.strip().split('+', 2)
        material = base64.b64decode(rest, validate=True)
        self.id = sha256(self.name.encode() + b'\n' + material)[:4]
        assert self.id.hex() == number, text
        kind = next(kind for kind in TYPES if material.startswith(kind))
        self.verifies, self.public = TYPES[kind], material[len(kind):]

    def open(self, note):
        """The text that this key has signed."""
        text, lines = note[:note.rindex('\n\n') + 1], note[note.rindex('\n\n') + 2:].splitlines()
        for line in lines:
            dash, name, value = line.split(' ')
            signed = base64.b64decode(value, validate=True)
            if dash == '\u2014' and name == self.name and signed[:4] == self.id:
                assert self.verifies(self.public, text.encode(), signed[4:]), 'the signature is wrong'
                return text
        raise AssertionError('this key has not signed')


class Checkpoint:
    def __init__(self, note, key):
        origin, size, root, *more = key.open(note).splitlines()
        assert origin == key.name
        self.size, self.root = int(size), base64.b64decode(root, validate=True)
        self.hash = HASHES['sm3' if 'hash sm3' in more else 'sha256']


# ── the tree ────────────────────────────────────────────────────────────────────────────────────────────────────────


def leaf_of(hashing, body):
    return hashing(b'\0' + body)


def root_of(hashing, leaves):
    if not leaves:
        return hashing(b'')
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashing(b'\1' + root_of(hashing, leaves[:split]) + root_of(hashing, leaves[split:]))


def included(hashing, leaf, index, size, proof, root):
    """RFC 9162 section 2.1.3.2."""
    assert index < size
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        assert sn, 'the proof is too long'
        if fn & 1 or fn == sn:
            r = hashing(b'\1' + p + r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = hashing(b'\1' + r + p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def has_grown(hashing, first, first_root, second, second_root, proof):
    """RFC 9162 section 2.1.4.2."""
    if first == second:
        return not proof and first_root == second_root
    if first & first - 1 == 0:
        proof = [first_root, *proof]
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        assert sn, 'the proof is too long'
        if fn & 1 or fn == sn:
            fr, sr = hashing(b'\1' + c + fr), hashing(b'\1' + c + sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = hashing(b'\1' + sr + c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_root and sr == second_root


def check_inclusion_file(text, key):
    """A C2SP tlog-proof that carries its entry: the entry's body."""
    head, note = text.split('\n\n', 1)
    first, extra, index, *hashes = head.splitlines()
    assert first == 'c2sp.org/tlog-proof@v1'
    body = base64.b64decode(extra.removeprefix('extra '), validate=True)
    checkpoint = Checkpoint(note, key)
    assert included(checkpoint.hash, leaf_of(checkpoint.hash, body), int(index.removeprefix('index ')),
                    checkpoint.size, [base64.b64decode(one) for one in hashes], checkpoint.root)
    return body


def tile_path(level, number, width=256):
    parts = [f'{number % 1000:03}']
    while number >= 1000:
        number //= 1000
        parts.insert(0, f'x{number % 1000:03}')
    return f'/log/tile/{level}/' + '/'.join(parts) + ('' if width == 256 else f'.p/{width}')


def tiles_of(count):
    """The tiles that hold `count` hashes: number, width."""
    return [(number, min(256, count - 256 * number)) for number in range((count + 255) // 256)]


def read_whole_log(fetch, checkpoint):
    """Fetches every tile and every entry; checks that they are the tree of the checkpoint. The bodies."""
    bodies, levels, count = [], [], checkpoint.size
    for number, width in tiles_of(count):
        bundle = fetch(tile_path('entries', number, width))
        while bundle:
            length, = struct.unpack('>H', bundle[:2])
            bodies.append(bundle[2:2 + length])
            bundle = bundle[2 + length:]
    while count:
        level = []
        for number, width in tiles_of(count):
            octets = fetch(tile_path(len(levels), number, width))
            assert len(octets) == 32 * width
            level += [octets[at:at + 32] for at in range(0, len(octets), 32)]
        levels.append(level)
        count //= 256
    hashing = checkpoint.hash
    assert levels[0] == [leaf_of(hashing, body) for body in bodies]
    for below, above in zip(levels, levels[1:]):
        assert above == [root_of(hashing, below[256 * n:256 * n + 256]) for n in range(len(above))]
    assert root_of(hashing, levels[0]) == checkpoint.root
    return bodies
