// Ask the site from a script: addresses that stay in the moment shown, and the filter form.

/** The address in the moment that the page shows. */
export function kept(address) {
  const asof = new URLSearchParams(location.search).get("asof");
  if (!asof || address.includes("asof=")) return address;
  return address + (address.includes("?") ? "&" : "?") + "asof=" + encodeURIComponent(asof);
}

/** Ask the form anew, with some of its fields set; without htmx the page is simply asked again. */
export function ask(fields) {
  const form = document.getElementById("ask");
  for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
  form.requestSubmit();
}

export function loadStyle(address) {
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}
