from peel.heads.rows import ROWS_AT_ONCE, blocks


def test_blocks_hold_every_row_once():
    n = 2 * ROWS_AT_ONCE + 5
    taken = [range(n)[block] for block in blocks(n)]
    assert [place for block in taken for place in block] == list(range(n))
