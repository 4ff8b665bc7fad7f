// What makes the pages instant. Everything works without it: links are links, forms are forms.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { watchPasswords } from "./password.js";
import { watchTimers } from "./timer.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.scrollBehavior = "auto";
htmx.config.historyCacheSize = 0; // Back asks the server: what a page shows may be another's business by then
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: true },
];

htmx.defineExtension("morph", {
  isInlineSwap: (style) => style === "morph" || style === "outerMorph",
  handleSwap(style, target, fragment) {
    if (!this.isInlineSwap(style)) return false;
    return Idiomorph.morph(target, fragment.children, {
      morphStyle: style === "morph" ? "innerHTML" : "outerHTML",
      ignoreActiveValue: true,
    });
  },
});
window.htmx = htmx;

const page = document.documentElement;
page.classList.add("js");

// Pages tell time by the reader's clock.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
}
// What was said stays in sight for as long as it takes to read it, then scrolls away with the page.
setTimeout(() => document.querySelector("[data-said]")?.classList.remove("sticky"), 8000);

// Menus made of <details> close like menus.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") {
    const menu = event.target.closest("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  } else if (event.key === "/" && !typing && !event.metaKey && !event.ctrlKey && !event.altKey) {
    const search = document.querySelector("[data-search]");
    if (search && search.offsetParent !== null) {
      event.preventDefault();
      search.focus();
      search.select?.();
    }
  }
});

// A link that asks before it acts opens in a dialog; without script it is a page of its own.
const dialog = () => document.querySelector("dialog#sheet");
let opener = null;
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  const sheet = dialog();
  if (!sheet?.showModal) return;
  event.preventDefault();
  opener = link;
  try {
    await htmx.ajax("GET", link.href, { target: "#sheet-body", swap: "innerHTML", select: "#main > *" });
    sheet.showModal();
  } catch {
    location.href = link.href;
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]") && dialog()?.open) {
    event.preventDefault();
    dialog().close();
  } else if (event.target === dialog()) dialog().close();
});
document.addEventListener("close", () => opener?.focus(), true);

// A command is sent once: its button rests until the answer is there.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
  const button = event.submitter;
  if (button) setTimeout(() => ((button.disabled = true), button.classList.add("opacity-60")), 0);
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled].opacity-60")) {
    button.disabled = false;
    button.classList.remove("opacity-60");
  }
});

// Long forms keep what was typed until it is sent.
function draftKey(form) {
  return `draft:${document.body.dataset.account || ""}:${form.dataset.draft}`;
}
function keepDrafts(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(draftKey(form)) || "null");
    } catch {}
    if (kept && !form.querySelector("[aria-invalid=true]")) {
      for (const [name, value] of kept) {
        const field = form.elements.namedItem(name);
        if (field && "value" in field && !field.value && field.type !== "hidden") field.value = value;
      }
      form.querySelector("[data-draft-note]")?.removeAttribute("hidden");
    }
    const save = () => {
      const typed = [...new FormData(form)].filter(([name, value]) => !name.startsWith("_") && typeof value === "string" && value && form.elements.namedItem(name)?.type !== "password");
      localStorage.setItem(draftKey(form), JSON.stringify(typed));
    };
    form.addEventListener("input", save);
    form.addEventListener("submit", () => localStorage.removeItem(draftKey(form)));
    form.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
      localStorage.removeItem(draftKey(form));
      location.reload();
    });
  }
}

// Rows of a form that can be added and taken away: the server numbers them again.
document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-add-row]");
  const less = event.target.closest("[data-drop-row]");
  if (more) {
    event.preventDefault();
    const list = document.getElementById(more.dataset.addRow);
    const template = document.getElementById(`${more.dataset.addRow}-row`);
    const next = Number(list.dataset.next || list.children.length);
    list.dataset.next = next + 1;
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__n__", String(next));
    const row = holder.content.firstElementChild;
    list.append(row);
    row.querySelector("input, textarea, select")?.focus();
  } else if (less) {
    event.preventDefault();
    const row = less.closest("[data-row]");
    const list = row.parentElement;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    list.dispatchEvent(new Event("input", { bubbles: true }));
    (next?.querySelector("input") ?? document.querySelector(`[data-add-row="${list.id}"]`))?.focus();
  }
});

// A search has an address without what was left empty; a word that is typed in full counts when it is finished.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") return;
  const typed = event.detail.formData;
  for (const name of new Set(typed.keys())) {
    const values = typed.getAll(name).filter((value) => value !== "");
    typed.delete(name);
    for (const value of values) typed.append(name, value);
  }
});
document.addEventListener(
  "input",
  (event) => {
    if (event.isTrusted && event.target.matches?.("[data-settled]")) event.stopPropagation();
  },
  true,
);
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-settled]")) event.target.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("htmx:afterSettle", () => {
  for (const field of document.querySelectorAll("[data-settled]")) field.value = "";
});

// What is chosen in a row that scrolls sideways is in sight.
function showChosen(root) {
  for (const strip of root.querySelectorAll("[data-strip]")) {
    const chosen = strip.querySelector("[aria-current]");
    if (!chosen || strip.scrollWidth <= strip.clientWidth) continue;
    strip.scrollLeft += chosen.getBoundingClientRect().left - strip.getBoundingClientRect().left - (strip.clientWidth - chosen.offsetWidth) / 2;
  }
}

addEventListener("resize", () => showChosen(document));

function ready(root) {
  keepDrafts(root);
  showChosen(root);
  watchPasswords(root);
  const summary = root.querySelector("[data-errors]");
  summary?.focus();
}
ready(document);
watchTimers();
document.addEventListener("htmx:afterSettle", (event) => ready(event.target));

// What happens elsewhere: the page asks again for itself, and only for what changed.
if (document.body.dataset.account) import("./live.js").then((live) => live.connect(htmx));
