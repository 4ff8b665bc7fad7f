// Says what changed elsewhere. It carries no content: the page asks for itself again, as whoever is signed in.
import { io } from "socket.io-client";

const BELL = "bell"; // what one is told of
const OWN = "account"; // whatever is one's own: the bell says that something of it changed

export function connect(htmx) {
  const socket = io({ transports: ["websocket"], path: "/socket.io" });
  const parts = () => [...document.querySelectorAll("[data-live][id]")];
  const subjects = (part) => part.dataset.live.split(" ");
  const waiting = new Set();
  let timer = null;

  const watch = () => {
    const wanted = [...new Set(parts().flatMap(subjects))].filter((each) => each !== BELL && each !== OWN);
    socket.emit("watch", wanted);
  };
  // Several changes at once are one question. What somebody types in is left alone until they leave it.
  const renew = (which) => {
    for (const part of parts()) if (which(part)) waiting.add(part.id);
    clearTimeout(timer);
    timer = setTimeout(ask, 50);
  };
  const ask = () => {
    if (!waiting.size) return;
    const busy = (id) => document.getElementById(id)?.querySelector("form")?.contains(document.activeElement);
    const ids = [...waiting].filter((id) => !busy(id));
    for (const id of ids) waiting.delete(id);
    if (waiting.size) timer = setTimeout(ask, 2000);
    if (!ids.length) return;
    fetch(location.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer.status)))
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html");
        for (const id of ids) {
          const part = document.getElementById(id);
          const now = fresh.getElementById(id);
          if (part && now) htmx.swap(part, now.outerHTML, { swapStyle: "outerMorph" }, { contextElement: part });
        }
      })
      .catch(() => {});
  };

  socket.on("connect", () => {
    document.querySelector("#offline")?.setAttribute("hidden", "");
    watch();
    if (lost) renew(() => true);
    lost = false;
  });
  let lost = false;
  socket.on("disconnect", (why) => {
    lost = true;
    if (why === "io server disconnect") return location.reload();
    setTimeout(() => !socket.connected && document.querySelector("#offline")?.removeAttribute("hidden"), 2000);
  });
  socket.on("missed", () => renew(() => true));
  socket.on("changed", (id) => renew((part) => subjects(part).some((each) => each.endsWith(`:${id}`))));
  socket.on("bell", ({ unread }) => {
    for (const bell of document.querySelectorAll("[data-bell]")) {
      bell.textContent = unread > 99 ? "99+" : String(unread);
      bell.hidden = !unread;
    }
    for (const spoken of document.querySelectorAll("[data-bell-words]")) {
      const one = new Intl.PluralRules(document.documentElement.lang).select(unread) === "one";
      const words = one ? spoken.dataset.bellOne : spoken.dataset.bellWords;
      spoken.textContent = words.replace("#", String(unread));
    }
    renew((part) => subjects(part).some((each) => each === BELL || each === OWN));
  });
  document.addEventListener("htmx:afterSettle", watch);
  addEventListener("pagehide", () => socket.disconnect());
}
