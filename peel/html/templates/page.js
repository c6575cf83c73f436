"use strict";
/* Makes the heads of tables with the class "sort" into buttons; without it every table is readable as it is. */
for (const table of document.querySelectorAll("table.sort")) {
  const body = table.tBodies[0];
  const key = (row, column) => {
    const cell = row.cells[column];
    const value = cell.dataset.value;
    return value === undefined ? cell.textContent.trim() : value === "" ? -Infinity : Number(value);
  };
  const compare = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true });
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => compare(key(a, column), key(b, column)));
      body.append(...(up ? rows : rows.reverse()));
    });
  });
}
/* Says of a table that is wider than its place that it scrolls. */
const look = new ResizeObserver((seen) => seen.forEach(({ target }) => {
  const place = target.closest(".scroll");
  place.classList.toggle("wide", place.scrollWidth > place.clientWidth + 1);
}));
for (const table of document.querySelectorAll(".scroll > table")) { look.observe(table); look.observe(table.parentElement); }
