"""Web pages and the XML of Excel 2003 that call themselves workbooks are read as tables."""

import pytest

from fieldkit.core.errors import UnusableFileError
from fieldkit.core.render.sheets import read_workbook


@pytest.fixture
def page(tmp_path):
    def write(body, name="daftar.xls"):
        path = tmp_path / name
        path.write_text(body, encoding="utf-8")
        return path

    return write


def test_cells_that_span_rows_and_columns_keep_their_places(page):
    (sheet,) = read_workbook(
        page(
            "<html><table><tr><td rowspan=2>A</td><td colspan=2>B</td></tr>"
            "<tr><td>1</td><td>2</td></tr></table></html>"
        )
    )
    assert [row[0] for row in sheet.rows] == ["A", "A"]
    assert sheet.rows[1][1:3] == ["1", "2"]


def test_line_breaks_entities_and_scripts_are_read_as_a_browser_shows_them(page):
    (sheet,) = read_workbook(
        page(
            "<html><script>var x = '<td>no</td>'</script><table><tr>"
            "<td>Siti &amp; Ani<br>990101</td><td>&nbsp;</td><td>&#39;3</td></tr>"
            "<tr><td>Euis</td></tr></table></html>"
        )
    )
    assert sheet.rows[0][0] == "Siti & Ani\n990101"
    assert not (sheet.rows[0][1] or "").strip()
    assert "no" not in str(sheet.rows)


def test_several_tables_are_several_sheets_and_an_unclosed_one_is_read(page):
    found = read_workbook(
        page("<html><table><tr><td>A<tr><td>a</table><table><tr><td>B<td>C<tr><td>b")
    )
    assert [sheet.rows[0][0] for sheet in found] == ["A", "B"]
    assert found[1].rows[0][1] == "C"


def test_a_span_no_sheet_could_hold_is_not_followed(page):
    (sheet,) = read_workbook(
        page("<html><table><tr><td colspan=99999 rowspan=99999>A</td></tr><tr></table>")
    )
    assert len(sheet.rows) < 1000
    assert sheet.rows[0][0] == "A"


def test_a_page_without_a_table_is_refused(page):
    with pytest.raises(UnusableFileError):
        read_workbook(page("<html><p>Silakan masuk kembali.</p></html>"))
