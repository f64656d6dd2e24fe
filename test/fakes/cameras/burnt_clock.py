"""The machine-readable clock in the picture: when a frame was pushed, as black and white blocks.

Two rows of 28 blocks in the bottom right corner, each 16x16 px of 1280x720 (8x8 px of the 640x360 profile),
inside a dark frame one block wide. Each row begins with a white and a black block, which give the threshold;
the other 26 carry bits, most significant first: 44 bits of milliseconds since the Unix epoch, then 8 bits
CRC-8 (polynomial 0x07) over them. The reader is burnt-clock.ts.
"""

import numpy

BLOCK, COLUMNS, ROWS = 16, 28, 2
BLACK, WHITE = 30, 215


def strip_origin(width, height):
    """Left and top of the first block."""
    return width - BLOCK * (COLUMNS + 1), height - BLOCK * (ROWS + 1)


def crc8(value):
    crc = 0
    for shift in range(40, -1, -8):
        crc ^= value >> shift & 0xFF
        for _ in range(8):
            crc = (crc << 1 ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return crc


def blocks(time_ms):
    """ROWS x COLUMNS of luma values."""
    word = time_ms << 8 | crc8(time_ms)
    bits = [word >> n & 1 for n in range(51, -1, -1)]
    rows = [[1, 0, *bits[:26]], [1, 0, *bits[26:]]]
    return numpy.where(numpy.array(rows, dtype=bool), WHITE, BLACK).astype(numpy.uint8)


def burn_frame(luma, chroma_u, chroma_v):
    """The dark ground around the blocks: once per picture, as only the luma of the blocks changes."""
    height, width = luma.shape
    left, top = strip_origin(width, height)
    luma[top - BLOCK :, left - BLOCK :] = BLACK
    for chroma in (chroma_u, chroma_v):
        chroma[(top - BLOCK) // 2 :, (left - BLOCK) // 2 :] = 128


def burn(luma, time_ms):
    height, width = luma.shape
    left, top = strip_origin(width, height)
    pattern = blocks(time_ms).repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
    luma[top : top + BLOCK * ROWS, left : left + BLOCK * COLUMNS] = pattern
