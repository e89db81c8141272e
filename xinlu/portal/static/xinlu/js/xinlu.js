// Comforts only: every page works without this file.
(() => {
  "use strict";
  const $$ = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  // Column chooser: <table data-columns="name"> with a plain head; the choice stays on this computer.
  function chooser(table) {
    const heads = $$("thead th", table);
    if (heads.some((head) => head.colSpan > 1 || head.rowSpan > 1)) return;
    const key = `columns:${table.dataset.columns}`;
    const stored = () => JSON.parse(localStorage.getItem(key) || "[]");
    const apply = () => {
      const gone = new Set(stored());
      heads.forEach((head, index) => {
        $$("tr", table).forEach((row) => {
          const cell = row.cells[index];
          if (cell && row.cells.length === heads.length) cell.hidden = gone.has(head.textContent.trim());
        });
      });
    };
    const menu = document.createElement("details");
    menu.className = "menu";
    menu.innerHTML = '<summary class="button small">选列</summary><div></div>';
    heads.slice(1).forEach((head) => {
      const name = head.textContent.trim();
      if (!name || head.querySelector(".unseen")) return;
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = !stored().includes(name);
      box.addEventListener("change", () => {
        const gone = new Set(stored());
        if (box.checked) gone.delete(name); else gone.add(name);
        localStorage.setItem(key, JSON.stringify([...gone]));
        apply();
      });
      label.append(box, name);
      menu.lastElementChild.append(label);
    });
    const place = document.querySelector(`[data-columns-for="${table.dataset.columns}"]`);
    if (place) place.append(menu); else table.before(menu);
    apply();
  }

  // Dangerous buttons ask with their effect: data-confirm="撤回这一批的 204 条记录…" data-confirm-do="撤回 204 条".
  function ask(button, event) {
    if (button.dataset.asked) return;
    event.preventDefault();
    const box = document.createElement("dialog");
    const heading = document.createElement("h2");
    const effect = document.createElement("p");
    const foot = document.createElement("form");
    heading.textContent = button.dataset.confirmTitle || button.textContent.trim();
    effect.textContent = button.dataset.confirm;
    foot.method = "dialog";
    foot.className = "form-foot";
    foot.innerHTML = '<button class="button danger" value="do"></button><button class="button" value="">不做，返回</button>';
    foot.firstElementChild.textContent = button.dataset.confirmDo || button.textContent.trim();
    heading.id = "confirm-title";
    box.setAttribute("aria-labelledby", heading.id);
    box.append(heading, effect, foot);
    document.body.append(box);
    box.addEventListener("close", () => {
      box.remove();
      if (box.returnValue !== "do") return button.focus();
      button.dataset.asked = "1";
      button.click();
      delete button.dataset.asked;
    });
    box.showModal();
    foot.lastElementChild.focus();
  }

  // F8 goes to the next refused cell or field and starts again after the last.
  let at = -1;
  function nextError() {
    const found = $$(".cell-bad, [aria-invalid=true]");
    if (!found.length) return;
    at = (at + 1) % found.length;
    found.forEach((cell) => cell.classList.remove("here"));
    const cell = found[at];
    const target = cell.matches("input, select, textarea, a") ? cell : cell.querySelector("a") || cell;
    if (target === cell && cell.tabIndex < 0) cell.tabIndex = -1;
    cell.classList.add("here");
    cell.scrollIntoView({ block: "center", inline: "center" });
    target.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F8") { event.preventDefault(); nextError(); }
    if (event.key === "/" && !typing(event.target)) {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "Escape") {
      $$("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
      if (event.target.matches("[data-search]")) event.target.blur();
    }
  });

  // A form that changes something is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-confirm]");
    if (asked) ask(asked, event);
    if (event.target.closest("[data-print]")) window.print();
    const read = event.target.closest("[data-read]");
    if (read) speak(document.querySelector(read.dataset.read));
    $$("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // 念给我听: only where the browser can speak.
  function speak(part) {
    if (!part) return;
    speechSynthesis.cancel();
    const said = new SpeechSynthesisUtterance(part.innerText);
    said.lang = "zh-CN";
    said.rate = 0.85;
    speechSynthesis.speak(said);
  }

  function dress(root) {
    $$("table[data-columns]", root).forEach((table) => {
      if (!table.dataset.dressed) { table.dataset.dressed = "1"; chooser(table); }
    });
    $$("[data-print]", root).forEach((button) => { button.hidden = false; });
    if ("speechSynthesis" in window) $$("[data-read]", root).forEach((button) => { button.hidden = false; });
    $$("input[data-all]", root).forEach((all) => all.addEventListener("change", () => {
      $$("tbody input[type=checkbox]", all.closest("table")).forEach((box) => { box.checked = all.checked; });
    }));
  }
  document.addEventListener("DOMContentLoaded", () => dress(document));
  document.addEventListener("htmx:after:swap", (event) => dress(event.target));
})();
