/* What in a document acts, or would after a click. In: a document. Out: short phrases, each once. */
function inspect(root) {
  const found = new Set();
  const safe = ["http:", "https:", "mailto:", "tel:"];
  const active = "iframe, frame, object, embed, applet, base, meta[http-equiv=refresh i], form[action^='http' i], " +
    "form[action^='//'], button[formaction], svg script, math, animate, set, foreignObject";
  root.querySelectorAll(active).forEach((element) => found.add(`<${element.localName}>`));
  root.querySelectorAll("script").forEach((element) => {
    const isData = ["application/ld+json", "application/json"].includes(element.type);
    if (!isData && (!element.src || new URL(element.src, location.href).origin !== location.origin)) found.add("<script>");
    if (isData) {
      try {
        JSON.parse(element.textContent);
      } catch {
        found.add("broken data");
      }
    }
  });
  root.querySelectorAll("style, link[rel~=stylesheet i]").forEach((element) => {
    const own = element.href && new URL(element.href, location.href).origin === location.origin;
    if (!own) found.add(element.localName === "style" ? "<style>" : "foreign style sheet");
  });
  root.querySelectorAll("*").forEach((element) => {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.add(`${name.toLowerCase()}=`);
      if (name === "style") found.add("style=");
      if (/^(href|src|xlink:href|action|formaction|data|srcdoc|poster|background|ping)$/i.test(name)) {
        let address;
        try {
          address = new URL(value, location.href);
        } catch {
          continue;
        }
        if (!safe.includes(address.protocol)) found.add(`${address.protocol} address`);
        else if (/^[\s\x00-\x1f]*[\\/]{2}/.test(value)) found.add("address without scheme");
      }
    }
  });
  return [...found].sort();
}

/* The same for the texts of a feed, as a reader would show them. In: XML. */
function inspectFeed(text) {
  const feed = new DOMParser().parseFromString(text, "text/xml");
  if (feed.querySelector("parsererror")) return ["broken feed"];
  const found = new Set(feed.querySelector("script, iframe") ? ["<script>"] : []);
  feed.querySelectorAll("content, summary, description, encoded").forEach((element) => {
    inspect(new DOMParser().parseFromString(element.textContent, "text/html")).forEach((what) => found.add(what));
  });
  feed.querySelectorAll("link").forEach((element) => {
    if (/^[\s]*(javascript|data|vbscript):/i.test(element.getAttribute("href") || element.textContent)) found.add("link");
  });
  return [...found].sort();
}
