// The topic list by keyboard: j and k move, o opens. Nothing is bound to keys without this script, so the hint is hidden then.

const links = [...document.querySelectorAll(".topic-row h2 a")];
if (links.length) for (const hint of document.querySelectorAll(".only-script")) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const at = links.indexOf(document.activeElement);
  if (event.key === "j") links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === "k") links[Math.max(at - 1, 0)]?.focus();
  else if (event.key === "o" && at >= 0) links[at].click();
});
