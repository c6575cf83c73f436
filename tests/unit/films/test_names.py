from peel.films.names import begins_as_film, has_film_name


def test_only_the_end_of_a_name_counts():
    assert has_film_name("a.b/C.MkV")
    assert not has_film_name("mp4")
    assert not has_film_name("film.mp4.txt")


def test_film_is_known_by_its_beginning():
    films = (b"\0\0\0\x20ftypisom", b"\x1aE\xdf\xa3\x01", b"RIFF\0\0\0\0AVI LIST", b"OggS\0")
    assert all(map(begins_as_film, films))
    assert not any(map(begins_as_film, (b"", b"\xff\xd8\xff", b"#EXTM3U", b"RIFF\0\0\0\0WEBP")))
