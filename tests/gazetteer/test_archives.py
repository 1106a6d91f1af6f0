"""Files from outside are read whole or refused by name."""

import gzip
import lzma
import zipfile

import pytest

from gazetteer import DataFileError
from gazetteer.archives import parts

TEXT = "one\ttwo\nthree\tfour\n"


def zipped(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def lines(path):
    return [line for part in parts(path, suffixes=(".txt",)) for line in part.lines()]


def refusal(path):
    with pytest.raises(DataFileError) as caught:
        lines(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_table_reads_the_same_plain_and_packed(tmp_path):
    plain = tmp_path / "a.txt"
    plain.write_text(TEXT)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "c.txt.xz").write_bytes(lzma.compress(TEXT.encode()))
    packed = zipped(tmp_path / "d.zip", a__txt=TEXT, notes__md="no table")
    for path in (plain, tmp_path / "b.txt.gz", tmp_path / "c.txt.xz", packed):
        assert lines(path) == ["one\ttwo", "three\tfour"]


def test_windows_line_ends_and_a_byte_order_mark_fall_away(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    assert lines(path) == ["one", "two"]


def test_a_letter_is_whole_though_two_pieces_share_it(tmp_path, monkeypatch):
    monkeypatch.setattr("gazetteer.archives.PIECE", 3)
    path = tmp_path / "a.txt"
    path.write_text("Торецьк\nІскра\n", encoding="utf-8")
    assert lines(path) == ["Торецьк", "Іскра"]


@pytest.mark.parametrize("name", ["../UA.txt", "/etc/UA.txt", "a/../../UA.txt", "C:/UA.txt", "..\\UA.txt"])
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    path = tmp_path / "UA.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), TEXT)
    assert "leads out of the archive" in refusal(path)


def test_a_bomb_is_refused_before_it_unpacks(tmp_path):
    path = zipped(tmp_path / "UA.zip", UA__txt=b"0" * (32 << 20))
    assert "bomb" in refusal(path)


def test_a_packed_bomb_is_refused_on_the_way(tmp_path):
    path = tmp_path / "UA.txt.gz"
    path.write_bytes(gzip.compress(b"0\n" * (16 << 20)))
    assert "bomb" in refusal(path)


def test_a_member_larger_than_it_says_is_refused(tmp_path):
    path = zipped(tmp_path / "UA.zip", UA__txt=TEXT * 1000)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    assert "damaged" in refusal(path)


def test_an_encrypted_member_is_refused(tmp_path):
    path = zipped(tmp_path / "UA.zip", UA__txt=TEXT)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "is encrypted; unpack it" in refusal(path)


def test_an_archive_in_an_archive_is_refused(tmp_path):
    inner = zipped(tmp_path / "inner.zip", UA__txt=TEXT).read_bytes()
    assert "archive in an archive" in refusal(zipped(tmp_path / "UA.zip", inner__zip=inner, UA__txt=TEXT))


def test_a_link_is_refused(tmp_path):
    path = tmp_path / "UA.zip"
    info = zipfile.ZipInfo("UA.txt")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "is a link" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path):
    path = tmp_path / "UA.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("UA.txt", TEXT)
        archive.writestr("UA.txt", TEXT)
    assert "two files of one name" in refusal(path)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_zip_is_refused(tmp_path, keep):
    path = zipped(tmp_path / "UA.zip", UA__txt="".join(map(str, range(10_000))))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert "download it again" in refusal(path)


def test_a_flipped_bit_is_noticed(tmp_path):
    path = zipped(tmp_path / "UA.zip", UA__txt="".join(map(str, range(10_000))))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("name", ["a.txt.gz", "a.txt.xz", "a.txt.bz2"])
def test_a_file_under_the_wrong_suffix_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text(TEXT)
    assert "damaged" in refusal(path)


def test_a_web_page_is_refused_as_one(tmp_path):
    for name in ("UA.txt", "UA.zip"):
        path = tmp_path / name
        path.write_text("\n<!DOCTYPE html><html>404</html>")
        assert "is a web page, not data" in refusal(path)


def test_binary_content_is_refused(tmp_path):
    path = tmp_path / "UA.txt"
    path.write_bytes(b"one\ttwo\n" + bytes(20))
    assert "binary data" in refusal(path)
    path.write_bytes(b"one\xff\xfe\n")
    assert "is not text in UTF-8" in refusal(path)
    path.write_bytes(b"\xfd7zXZ\x00")
    assert "wrong name" in refusal(path)


def test_an_endless_line_is_refused(tmp_path):
    path = tmp_path / "UA.txt"
    path.write_text("a" * (3 << 20))
    assert "over a million letters" in refusal(path)


def test_nothing_is_refused(tmp_path):
    path = tmp_path / "UA.txt"
    path.write_bytes(b"")
    assert "is empty" in refusal(path)
    assert "is empty" in refusal(zipped(tmp_path / "UA.zip", UA__txt=""))
    assert "holds nothing and no file" in refusal(zipped(tmp_path / "none.zip"))
    assert "cannot be read" in refusal(tmp_path / "absent.txt")
    assert "cannot be read" in refusal(tmp_path)


def test_a_zip_of_other_files_says_what_it_holds(tmp_path):
    assert "holds 'a.csv' and no file that ends in .txt" in refusal(zipped(tmp_path / "UA.zip", a__csv="x"))
