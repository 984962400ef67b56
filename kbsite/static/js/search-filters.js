// On a phone the filters stand in a dialog over the results; without this they unfold in place.
// Each filter is a link: the page it leads to opens the dialog again, so that several can be chosen before looking.

const AGAIN = "#filters";
const fold = document.querySelector("details.filter-more");
const sheet = document.querySelector("dialog.filter-sheet");

if (fold && sheet) {
  const summary = fold.querySelector("summary");
  const button = Object.assign(document.createElement("button"), { type: "button", className: `${summary.className} only-narrow` });
  button.setAttribute("aria-haspopup", "dialog");
  button.append(...summary.childNodes);
  sheet.querySelector("[data-filters]").append(fold.querySelector("nav"));
  for (const link of sheet.querySelectorAll("nav a")) link.hash = AGAIN;
  fold.replaceWith(button);
  button.addEventListener("click", () => sheet.showModal());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  sheet.addEventListener("close", () => history.replaceState(null, "", location.pathname + location.search));
  if (location.hash === AGAIN && button.offsetParent) sheet.showModal();
}
