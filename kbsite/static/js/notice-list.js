// Following a notice marks it as read on the way. Without JavaScript there is a button beside it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-read]");
  if (!link) return;
  const token = document.querySelector("input[name='csrfmiddlewaretoken']");
  if (!token) return;
  const form = new FormData();
  form.set("csrfmiddlewaretoken", token.value);
  // A beacon outlives the page that is being left.
  navigator.sendBeacon(link.dataset.read, form);
});
