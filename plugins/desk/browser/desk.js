// The desk's own part of Decap CMS: lists of names with suggestions, a picture in the text, the preview, Vietnamese words.
// It speaks to its own host only; `data-local` on the script says that files are written on this machine.
"use strict";

(() => {
  window.CMS_MANUAL_INIT = true;
  const { styles, collections, local } = document.currentScript.dataset;
  const isLocal = local !== undefined;
  const MOST_NEAR = 8;
  const LONGEST_SLUG = 100;

  const plain = (value) => (value && typeof value.toJS === "function" ? value.toJS() : value);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
  const slugify = (title) => {
    const slug = fold(title || "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
    return slug.length > LONGEST_SLUG ? slug.slice(0, LONGEST_SLUG + 1).replace(/-[^-]*$/, "") : slug;
  };
  const isBlank = (value) =>
    value === undefined || value === null || value === "" ||
    (Array.isArray(value) ? value.length === 0 : typeof value === "object" && Object.keys(value).length === 0);

  let suggestions;
  const suggest = (kind) => {
    suggestions ??= fetch("goi-y.json").then((answer) => answer.json()).then((lists) => {
      for (const name of Object.keys(lists)) lists[name] = lists[name].map(([text, note]) => [fold(text), text, note]);
      return lists;
    }).catch(() => ({}));
    return suggestions.then((lists) => lists[kind] || []);
  };

  // A list of names. What it keeps is what the field holds: one text, a list of texts, or of {name, …} where there is more.
  const makeNames = () => createClass({
    getInitialState() {
      return { rows: this.read(this.props.value), near: null };
    },
    columns() {
      return plain(this.props.field.get("columns"));
    },
    read(value) {
      const given = plain(value);
      const list = Array.isArray(given) ? given : isBlank(given) ? [] : [given];
      const rows = list.map((entry) => (entry !== null && typeof entry === "object" ? entry : { name: String(entry) }));
      return rows.length ? rows : [{}];
    },
    write(rows) {
      const kept = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, text]) => String(text).trim())))
        .filter((row) => Object.keys(row).length)
        .map((row) => (Object.keys(row).length === 1 && "name" in row ? row.name.trim() : row));
      const isOne = this.props.field.get("single") && kept.length === 1 && typeof kept[0] === "string";
      this.written = isOne ? kept[0] : kept;
      this.props.onChange(this.written);
      this.setState({ rows });
    },
    componentDidUpdate({ value }) {
      const now = this.props.value;
      // A copy that was kept in the browser comes in from outside; what was typed here comes back as it was.
      if (now !== value && JSON.stringify(plain(now)) !== JSON.stringify(this.written)) this.setState({ rows: this.read(now) });
    },
    change(number, name, text) {
      this.write(this.state.rows.map((row, place) => (place === number ? { ...row, [name]: text } : row)));
      const kind = this.props.field.get("suggest");
      if (kind && name === "name") this.look(number, kind, text);
    },
    async look(number, kind, text) {
      const wanted = fold(text.trim());
      const known = wanted.length < 2 ? [] : await suggest(kind);
      const near = known.filter(([folded]) => folded.includes(wanted))
        .sort(([one], [other]) => one.indexOf(wanted) - other.indexOf(wanted) || one.length - other.length)
        .filter(([, shown]) => shown !== text).slice(0, MOST_NEAR);
      if ((this.state.rows[number] || {}).name === text) this.setState({ near: near.length ? { number, near } : null });
    },
    take(number, text) {
      this.setState({ near: null });
      this.write(this.state.rows.map((row, place) => (place === number ? { ...row, name: text } : row)));
    },
    row(row, number) {
      const { forID } = this.props;
      const { near } = this.state;
      const columns = this.columns();
      const isAlone = columns.length === 1; // the field's own label says it then
      const cells = columns.map(({ name, label }, place) => h("label", { className: "names__cell", key: name },
        !isAlone && label,
        h("input", {
          id: number === 0 && place === 0 ? forID : undefined,
          "aria-label": isAlone ? `${label} ${number + 1}` : undefined,
          type: "text", autoComplete: "off", spellCheck: false, value: row[name] || "",
          onChange: (event) => this.change(number, name, event.target.value),
        })));
      const shown = near && near.number === number && h("ul", { className: "names__near", "aria-label": "Gợi ý" },
        near.near.map(([, text, note], place) => h("li", { key: place },
          h("button", { type: "button", onClick: () => this.take(number, text) }, text, note && h("small", null, ` ${note}`)))));
      return h("div", { className: "names__row", key: number }, cells,
        this.state.rows.length > 1 && h("button", {
          type: "button", "aria-label": `Bỏ dòng ${number + 1}`,
          onClick: () => { this.setState({ near: null }); this.write(this.state.rows.filter((_, place) => place !== number)); },
        }, "Bỏ"), shown);
    },
    render() {
      const { rows } = this.state;
      return h("div", { className: "names" }, rows.map(this.row),
        h("button", { type: "button", onClick: () => this.setState({ rows: [...rows, {}], near: null }) }, "Thêm dòng"));
    },
  });

  // The item as readers will see it, nearly: the site's own style sheet and the classes of its item page.
  const shownDay = (text) => String(text || "").replace(/^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?.*$/, (_, y, m, d, time) => `${time ? `${time}, ` : ""}${+d}/${+m}/${y}`);
  const names = (value) => (Array.isArray(value) ? value : isBlank(value) ? [] : [value]);
  const makePreview = () => createClass({
    render() {
      const item = plain(this.props.entry.get("data")) || {};
      const cover = item.cover && typeof item.cover === "object" ? item.cover : { src: item.cover };
      const chairs = names(item.chairs).map((chair) => (typeof chair === "object" ? chair : { name: chair }));
      return h("main", { className: "page" }, h("article", { className: "item" },
        h("div", { className: "item-header__labels" },
          h("p", { className: "item-header__section" }, item.category),
          names(item.region).map((region) => h("p", { className: "item-header__region", key: region }, region))),
        h("header", { className: "item-header" },
          h("h1", { className: "item-header__headline" }, item.title),
          item.summary && h("p", { className: "item-header__standfirst" }, item.summary)),
        h("div", { className: "item__meta" }, h("div", { className: "item-meta" },
          names(item.authors).length > 0 && h("p", { className: "item-meta__byline" }, names(item.authors).join(", ")),
          h("p", { className: "item-meta__published" }, shownDay(item.date)),
          item.event_date && h("p", null, `Diễn ra: ${shownDay(item.event_date)}`))),
        h("div", { className: "item__text" },
          cover.src && h("figure", { className: "figure" },
            h("img", { src: String(this.props.getAsset(cover.src)), alt: cover.alt || "" }),
            (cover.caption || cover.credit) && h("figcaption", null, cover.caption, " ",
              cover.credit && h("span", { className: "credit" }, `Ảnh: ${cover.credit}`))),
          h("div", { className: "body" }, this.props.widgetFor("body"))),
        chairs.length > 0 && h("aside", { className: "item__side" }, h("section", { className: "chairs" },
          h("h2", { className: "side-heading" }, "Chủ trì"),
          h("ul", null, chairs.map((chair, place) => h("li", { key: place }, h("strong", null, chair.name), " ",
            chair.position && h("span", null, chair.position))))))));
    },
  });

  // A picture in the text. Its title is what stands below it: "Chú thích. Ảnh: Tên".
  const PICTURE = {
    id: "image", // Decap's own, which has English labels, gives way
    label: "Ảnh",
    fields: [
      { name: "image", label: "Tệp ảnh", widget: "image", choose_url: false },
      { name: "alt", label: "Tả ảnh", widget: "string", required: false, hint: "Tả ngắn điều thấy trong ảnh." },
      { name: "title", label: "Chú thích", widget: "string", required: false, hint: "Ai, việc gì, ở đâu. Ảnh: Tên người chụp" },
    ],
    pattern: /^!\[([^\]\n]*)\]\(\s*([^)\s"]+)(?:\s+"([^"\n]*)")?\s*\)/,
    fromBlock: ([, alt, image, title]) => ({ alt, image, title: title || "" }),
    toBlock: ({ alt = "", image = "", title = "" }) => {
      const words = title.replace(/"/g, "”").trim();
      return `![${alt.replace(/[[\]]/g, "")}](${image}${words ? ` "${words}"` : ""})`;
    },
    toPreview: ({ alt, image, title }, getAsset, fields) => h("figure", { className: "figure" },
      h("img", { src: String(getAsset(image, fields && fields.find((field) => field.get("widget") === "image"))), alt: alt || "" }),
      title && h("figcaption", null, title)),
  };

  // Nothing empty is written: an empty key would be a fault.
  const prune = (value) => {
    if (Array.isArray(value)) return value.map(prune).filter((each) => !isBlank(each));
    if (value && typeof value === "object" && typeof value.map === "function") {
      const kept = value.map(prune).filter((each) => !isBlank(each) && !(typeof each.isEmpty === "function" && each.isEmpty()));
      return kept;
    }
    return value;
  };

  // Decap's rich text as the portal's Markdown has it: lists below lists begin four spaces further right, and a line
  // ends within a paragraph with two spaces. A list that was typed so is left alone.
  const LIST_LINE = /^( *)(?=(?:[*+-]|\d{1,9}[.)]) )/;
  const rewriteBody = (body) => body.split(/\n(?=\S)/).reduce((blocks, line) => {
    const isList = LIST_LINE.test(line);
    if (isList && blocks.length && blocks[blocks.length - 1].isList) blocks[blocks.length - 1].lines.push(line);
    else blocks.push({ isList, lines: [line] });
    return blocks;
  }, []).map(({ isList, lines }) => {
    const text = lines.join("\n");
    if (!isList || !/^ {2,3}(?:[*+-]|\d{1,9}[.)]) /m.test(text)) return text;
    return text.replace(/^ +(?=\S)/gm, (spaces) => " ".repeat(4 * Math.round(spaces.length / 2.5)));
  }).join("\n").replace(/([^\\\s])\\\n(?=\S)/g, "$1  \n");

  // Words that Decap has in English only, or that mean something else here, where a save is a save.
  const SAVING = {
    publish: "Lưu", publishNow: "Lưu vào máy", publishing: "Đang lưu…", published: "Đã lưu",
    publishAndCreateNew: "Lưu và viết tin mới", publishAndDuplicate: "Lưu và chép thành tin mới",
    deployButtonLabel: "Xem trang", deployPreviewButtonLabel: "Xem trang", deployPreviewPendingButtonLabel: "Tìm trang",
  };
  const SAVED = {
    entryPublished: "Đã lưu vào thư mục nội dung", onFailToPersist: "%{details}", onFailToPublishEntry: "%{details}",
    onFailToDelete: "%{details}",
  };
  const WORDS = {
    app: { header: { media: "Ảnh", quickAdd: "Viết tin" } },
    collection: {
      sidebar: { collections: "Tin theo năm", allCollections: "Mọi năm", searchAll: "Tìm trong mọi năm", searchIn: "Tìm trong" },
      collectionTop: {
        newButton: "Viết %{collectionLabel} mới", viewAs: "Kiểu xem", viewAsList: "Xem thành danh sách",
        viewAsGrid: "Xem thành ô", groupBy: "Xếp theo nhóm",
      },
      entries: { unpublishedHeader: "Tin chưa đăng" },
      groups: { other: "Khác", negateLabel: "Không phải %{label}" },
    },
    editor: {
      editorControl: { field: { widgetLabel: "Mục %{widgetLabel}" } },
      editorInterface: { togglePreview: "Hiện hoặc ẩn bản xem trước", toggleScrollSync: "Cuộn hai bên cùng nhau", toggleNotes: "Hiện hoặc ẩn ghi chú" },
      editorToolbar: {
        backCollection: " %{collectionLabel}",
        statusInfoTooltipDraft: "Bản sửa đang là nháp. Viết xong thì chuyển sang «Đang xét duyệt».",
        statusInfoTooltipInReview: "Bản sửa đang chờ duyệt. Vẫn sửa thêm được.",
        ...(isLocal && SAVING),
      },
      editorWidgets: {
        markdown: {
          bold: "Đậm", italic: "Nghiêng", link: "Liên kết", linkPrompt: "Địa chỉ của liên kết", headings: "Tiêu đề mục",
          quote: "Trích dẫn", bulletedList: "Danh sách dấu chấm", numberedList: "Danh sách đánh số", addComponent: "Thêm ảnh",
          toggleMode: { rich: "Sửa văn bản định dạng", markdown: "Sửa mã Markdown" },
        },
        image: { chooseMultiple: "Chọn nhiều hình", addMore: "Thêm hình", removeAll: "Gỡ mọi hình" },
        datetime: { setToNow: "Đặt %{fieldLabel} là lúc này" },
        list: { add: "Thêm %{item}", addType: "Thêm %{item}" },
        object: { expand: "Mở ra", collapse: "Thu lại" },
      },
    },
    mediaLibrary: {
      mediaLibraryCard: { copy: "Chép", copyUrl: "Chép địa chỉ", copyPath: "Chép đường dẫn", copyName: "Chép tên", copied: "Đã chép" },
      mediaLibraryModal: { close: "Đóng" },
    },
    ui: { settingsDropdown: { account: "Tài khoản" }, ...(isLocal && { toast: SAVED }) },
  };
  const join = (one, other) => {
    const joined = { ...one };
    for (const [key, value] of Object.entries(other)) {
      joined[key] = typeof value === "object" && joined[key] ? join(joined[key], value) : value;
    }
    return joined;
  };

  const explain = async () => {
    const line = document.querySelector("[data-desk-opening]");
    line.textContent = "Không mở được bàn biên tập; hãy tải lại trang.";
    line.setAttribute("role", "alert");
    const answer = await fetch("decap-cms.js").catch(() => null);
    if (answer && !answer.ok) line.textContent = await answer.text();
  };

  addEventListener("DOMContentLoaded", () => {
    if (!window.CMS) {
      explain();
      return;
    }
    CMS.registerWidget("names", makeNames());
    CMS.registerEditorComponent(PICTURE);
    CMS.registerPreviewStyle(styles);
    const preview = makePreview();
    for (const name of collections.split(" ")) CMS.registerPreviewTemplate(name, preview);
    CMS.registerLocale("vi", join(CMS.getLocale("vi"), WORDS));
    CMS.registerEventListener({
      name: "preSave",
      handler: ({ entry }) => {
        const data = entry.get("data");
        const kept = prune(data).set("body", rewriteBody(data.get("body") || ""));
        // The address of a new item is written down, so that a later change of its headline does not move it.
        const isNew = entry.get("newRecord") && !kept.get("slug") && slugify(kept.get("title"));
        return isNew ? kept.set("slug", slugify(kept.get("title"))) : kept;
      },
    });
    if (isLocal) localStorage.setItem("decap-cms-user", JSON.stringify({ backendName: "proxy" })); // nobody has to sign in
    document.querySelector("[data-desk-opening]").remove();
    CMS.init();
  });
})();
