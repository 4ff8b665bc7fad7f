// Says what changed elsewhere. It carries no content: the page asks for itself again, as whoever is signed in.
import { io } from "socket.io-client";

export function connect(htmx) {
  const socket = io({ transports: ["websocket"], path: "/socket.io" });
  const about = () => [...new Set([...document.querySelectorAll("[data-live]")].flatMap((each) => each.dataset.live.split(" ")))];
  let missed = false;
  let waiting = null;

  const watch = () => socket.emit("watch", about());
  const renew = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const place = document.querySelector("#main");
      const typing = document.activeElement?.closest("#main form") || document.querySelector("dialog[open]");
      for (const part of document.querySelectorAll("[data-live]")) {
        if (typing && part.contains(document.activeElement)) continue;
        const target = part.id ? `#${part.id}` : null;
        if (target) htmx.ajax("GET", location.href, { target, select: target, swap: "outerMorph", source: place });
      }
    }, 60);
  };

  socket.on("connect", () => {
    document.querySelector("#offline")?.setAttribute("hidden", "");
    watch();
    if (missed) renew();
    missed = false;
  });
  socket.on("disconnect", (why) => {
    missed = true;
    if (why === "io server disconnect") return location.reload();
    setTimeout(() => !socket.connected && document.querySelector("#offline")?.removeAttribute("hidden"), 2000);
  });
  socket.on("changed", (subject) => {
    if (about().includes(subject)) renew();
  });
  socket.on("bell", ({ unread }) => {
    for (const bell of document.querySelectorAll("[data-bell]")) {
      bell.textContent = unread > 99 ? "99+" : String(unread);
      bell.hidden = !unread;
    }
    for (const spoken of document.querySelectorAll("[data-bell-words]")) spoken.textContent = spoken.dataset.bellWords.replace("#", String(unread));
  });
  document.addEventListener("htmx:afterSettle", watch);
}
