"""Files from outside are read whole or refused by name."""

import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from gazetteer import DataFileError
from gazetteer.archives import TARS, in_order, parts

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


MODES = {".tar": "w", ".gz": "w:gz", ".xz": "w:xz", ".bz2": "w:bz2"}


def member(name, content=TEXT, **more):
    info = tarfile.TarInfo(name)
    for key, value in more.items():
        setattr(info, key, value)
    info.size = len(content) if info.isreg() else 0
    return info, io.BytesIO(content.encode())


def tarred(path, *members, mode="w:xz"):
    with tarfile.open(path, mode) as archive:
        for info, content in members:
            archive.addfile(info, content)
    return path


def tar_refusal(path, suffixes=(".txt",)):
    given = []
    with pytest.raises(DataFileError) as caught:
        given += (part.read() for part in in_order(path, suffixes=suffixes))
    assert str(path) in str(caught.value)
    assert given == []  # nothing of it is given out before all of it is looked at
    return str(caught.value)


@pytest.mark.parametrize("suffix", TARS)
def test_a_tar_gives_its_files_in_their_order_however_it_is_packed(tmp_path, suffix):
    folder = tarfile.TarInfo("deep")
    folder.type = tarfile.DIRTYPE
    many = [member(f"deep/{n}.txt", f"file {n}") for n in (2, 1, 3)]
    path = tmp_path / f"all{suffix}"
    tarred(path, (folder, None), *many, member("notes.md"), mode=MODES[TARS[suffix] or ".tar"])
    read = [(part.name, part.read()) for part in in_order(path, suffixes=(".txt",))]
    assert read == [("2.txt", b"file 2"), ("1.txt", b"file 1"), ("3.txt", b"file 3")]
    assert len(list(in_order(path))) == 4


def test_a_file_of_a_tar_may_be_left_unread(tmp_path):
    path = tarred(
        tmp_path / "all.tar.gz", *(member(f"{n}.txt", str(n) * 100_000) for n in range(5)), mode="w:gz"
    )
    read = [part.read()[:1] for n, part in enumerate(in_order(path)) if n in (1, 4)]
    assert read == [b"1", b"4"]


def test_the_lines_of_a_file_in_a_tar_are_read_as_those_of_any(tmp_path):
    path = tarred(tmp_path / "all.tar.xz", member("a.txt"))
    read = [(part.label, list(part.lines())) for part in in_order(path)]
    assert read == [(f"{path}, 'a.txt'", ["one\ttwo", "three\tfour"])]


def test_anything_else_in_order_is_as_its_parts(tmp_path):
    path = zipped(tmp_path / "a.zip", a__txt="1", b__txt="2")
    assert [part.read() for part in in_order(path)] == [part.read() for part in parts(path, suffixes=("",))]
    path = tmp_path / "a.txt"
    path.write_text("1")
    assert [part.read() for part in in_order(path)] == [b"1"]


@pytest.mark.parametrize("name", ["../UA.txt", "/etc/UA.txt", "a/../../UA.txt", "C:/UA.txt", "..\\UA.txt"])
def test_a_name_that_leads_out_of_a_tar_is_refused(tmp_path, name):
    path = tarred(tmp_path / "all.tar.xz", member("good.txt"), member(name))
    assert "leads out of the archive" in tar_refusal(path)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_in_a_tar_is_refused(tmp_path, kind):
    path = tarred(
        tmp_path / "all.tar.xz", member("good.txt"), member("UA.txt", type=kind, linkname="/etc/passwd")
    )
    assert "is a link" in tar_refusal(path)


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_a_device_in_a_tar_is_refused(tmp_path, kind):
    path = tarred(tmp_path / "all.tar", member("good.txt"), member("UA.txt", type=kind), mode="w")
    assert "is no file" in tar_refusal(path)


@pytest.mark.parametrize("name", ["inner.zip", "inner.tar.gz", "inner.txt.xz", "inner.kmz"])
def test_an_archive_in_a_tar_is_refused(tmp_path, name):
    path = tarred(tmp_path / "all.tar.xz", member("good.txt"), member(name))
    assert "archive in an archive" in tar_refusal(path)


def test_two_files_of_one_name_in_a_tar_are_refused(tmp_path):
    assert "two files of one name" in tar_refusal(
        tarred(tmp_path / "all.tar.xz", member("a.txt"), member("a.txt"))
    )


def test_a_tar_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("gazetteer.archives.MEMBERS", 2)
    path = tarred(tmp_path / "all.tar.xz", *(member(f"{n}.txt") for n in range(3)))
    assert "holds over 2 files" in tar_refusal(path)


@pytest.mark.parametrize("suffix", [".tar.xz", ".tar.gz", ".tar.bz2"])
def test_a_tar_that_is_a_bomb_is_refused_on_the_way(tmp_path, suffix):
    path = tmp_path / f"all{suffix}"
    tarred(path, member("UA.txt", "0" * (64 << 20)), mode=MODES[TARS[suffix]])
    assert "bomb" in tar_refusal(path)


def test_a_tar_whose_headers_are_a_bomb_is_refused(tmp_path):
    path = tmp_path / "all.tar"
    info = tarfile.TarInfo("x")
    info.pax_headers = {"comment": "a" * (3 << 20)}
    path.write_bytes(info.tobuf(tarfile.PAX_FORMAT) + bytes(1024))
    assert "bomb" in tar_refusal(path)


@pytest.mark.parametrize("suffix", [".tar", ".tar.xz", ".tar.gz", ".tar.bz2"])
@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_tar_that_is_cut_short_is_refused(tmp_path, suffix, keep):
    path = tmp_path / f"all{suffix}"
    digits = "".join(map(str, range(10_000)))
    tarred(path, *(member(f"{n}.txt", digits[n:]) for n in range(5)), mode=MODES[TARS[suffix] or ".tar"])
    data = path.read_bytes().rstrip(b"\0") if suffix == ".tar" else path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert "damaged or cut short" in tar_refusal(path)


def test_a_tar_without_its_end_is_refused(tmp_path):
    path = tarred(tmp_path / "all.tar", member("a.txt", "a" * 512), member("b.txt", "b" * 512), mode="w")
    path.write_bytes(path.read_bytes()[:2048])
    assert "the end is missing" in tar_refusal(path)


@pytest.mark.parametrize("suffix", [".tar.xz", ".tar.gz", ".tar.bz2"])
def test_a_flipped_bit_in_a_tar_is_noticed(tmp_path, suffix):
    path = tmp_path / f"all{suffix}"
    tarred(path, member("UA.txt", "".join(map(str, range(10_000)))), mode=MODES[TARS[suffix]])
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "damaged" in tar_refusal(path)


def test_what_is_no_tar_is_refused(tmp_path):
    for name, content in {
        "a.tar": b"<html>" * 200,
        "b.tar.gz": b"<html>",
        "c.tar": b"",
        "d.tgz": gzip.compress(b"x"),
    }.items():
        (tmp_path / name).write_bytes(content)
        tar_refusal(tmp_path / name)
    assert "cannot be read" in tar_refusal(tmp_path / "absent.tar.xz")


def test_a_tar_of_other_files_says_what_it_holds(tmp_path):
    path = tarred(tmp_path / "all.tar.xz", member("deep/a.csv"))
    assert "holds 'a.csv' and no file that ends in .txt" in tar_refusal(path)
