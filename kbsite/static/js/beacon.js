// Tells, when the page is left, how long it was visible and how far it was read. No cookie, no id.
const page = document.getElementById("page-token");
const text = document.querySelector("[data-read]") ?? document.querySelector("main");
let seconds = 0;
let since = document.visibilityState === "visible" ? performance.now() : null;
let deepest = 0;
let told = -1;

const look = () => {
  const box = text.getBoundingClientRect();
  if (box.height) deepest = Math.max(deepest, Math.min(100, ((innerHeight - box.top) / box.height) * 100));
};
const tell = () => {
  if (since !== null) seconds += (performance.now() - since) / 1000;
  since = null;
  if (Math.round(seconds) === told) return;
  told = Math.round(seconds);
  const form = new URLSearchParams({ t: page.getAttribute("value"), d: seconds.toFixed(1), s: deepest.toFixed(0) });
  navigator.sendBeacon(page.dataset.to, form);
};

if (page && text && navigator.globalPrivacyControl !== true) {
  look();
  addEventListener("scroll", look, { passive: true });
  addEventListener("pagehide", tell);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") tell();
    else since ??= performance.now();
  });
}
