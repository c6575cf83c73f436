from peel.films.names import has_film_name


def test_only_the_end_of_a_name_counts():
    assert has_film_name("a.b/C.MkV")
    assert not has_film_name("mp4")
    assert not has_film_name("film.mp4.txt")
