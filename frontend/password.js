// How strong a password is while it is typed, and a way to see it. A hint: what is allowed is said by the server.
function strength(text) {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  if (text.length < 10) return 0;
  const spread = new Set(text.toLowerCase()).size;
  if (spread < 5 || /^(.+)\1+$/.test(text)) return 1;
  const score = text.length + 2 * kinds + spread / 2;
  return score < 20 ? 2 : score < 26 ? 3 : 4;
}

function watch(place) {
  const field = place.querySelector("input[type=password]");
  const shown = place.querySelector("[data-strength]");
  if (!field || place.dataset.watched) return;
  place.dataset.watched = "1";
  const words = place.dataset.words.split("|");
  field.addEventListener("input", () => {
    const level = strength(field.value);
    shown.hidden = !field.value;
    shown.querySelector("meter").value = level;
    shown.querySelector("[role=status]").textContent = words[level];
  });
  const eye = document.createElement("button");
  eye.type = "button";
  eye.className = "btn btn-ghost btn-sm absolute right-1 bottom-1 z-10";
  eye.textContent = place.dataset.show;
  eye.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    eye.textContent = hidden ? place.dataset.hide : place.dataset.show;
  });
  const around = document.createElement("span");
  around.className = "relative block";
  field.before(around);
  around.append(field, eye);
}

export function watchPasswords(root) {
  for (const place of root.querySelectorAll("[data-password]")) watch(place);
}
