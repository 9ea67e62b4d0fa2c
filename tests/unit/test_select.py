import pytest

from webinstruct import UserError, select


def test_domains_are_cleaned_sorted_and_single(tmp_path):
    path = tmp_path / "domains.csv"
    path.write_text("\ufeffdomain,why\nB.example,good\n a.example.,\n\nb.example,again\n", encoding="utf-8")
    assert select.picked_domains(str(path)) == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "wants a column `domain`"),
        (b"host\na.example\n", "wants a column `domain`"),
        (b"domain\n\n", "names no domain"),
        (b"domain\n\xff\xfe\n", "cannot be read as a CSV"),
        (b'domain,n\n"a.example,1\nb.example,2\n', "is not a CSV"),
        (b"domain\nwww.a.example\n", "www.a.example is a host, our tables know its domain: a.example"),
        (b"domain\nhttps://a.example/\n", "wanted a domain such as example.org"),
    ],
)
def test_a_list_that_names_nothing_is_refused(tmp_path, content, complaint):
    path = tmp_path / "domains.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=complaint):
        select.picked_domains(str(path))


def test_a_missing_list_is_refused(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        select.picked_domains(str(tmp_path / "none.csv"))
