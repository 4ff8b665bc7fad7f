// A running timer counts on while one looks. What the server said last counts, and the time since: its clock is not
// ours. Whoever wants less to move sees it move once a minute.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const begun = new WeakMap();

function told(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const words = `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return calm.matches ? words : `${words}:${two(seconds % 60)}`;
}

function tick() {
  for (const shown of document.querySelectorAll("[data-elapsed]")) {
    const { elapsed, most } = shown.dataset;
    let since = begun.get(shown);
    if (since?.elapsed !== elapsed) begun.set(shown, (since = { elapsed, at: Date.now() }));
    const seconds = Number(elapsed) + Math.max(0, Math.floor((Date.now() - since.at) / 1000));
    const words = told(Math.min(seconds, Number(most)));
    if (shown.textContent !== words) shown.textContent = words;
  }
}

export function watchTimers() {
  tick();
  setInterval(() => !document.hidden && tick(), 1000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:afterSettle", tick);
}
