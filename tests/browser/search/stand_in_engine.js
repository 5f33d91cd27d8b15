/* Stands in for `portalSearch` (theme/blocks/search/engine.js) in the tests of the search page's interface.

A query that begins with `cham` is answered after a second, although it may have been aborted; one that begins with
`nhieu` by its twelve best at first.
The manifest at the address holds all items; cards are one file each. What was asked lies in `window.asked`. */
window.asked = { searches: [], aborted: 0, opened: 0 };
window.portalSearch = {
  open(address) {
    window.asked.opened += 1;
    const fold = (text) => text.normalize("NFD").replace(/\p{M}+/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
    const words = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
    const json = async (where, signal) => {
      const answer = await fetch(where, { signal });
      if (!answer.ok) throw new Error(`${where}: ${answer.status}`);
      return answer.json();
    };
    let [loading, tags] = [null, null];
    const manifest = () => {
      loading ||= json(address).catch((error) => { loading = null; throw error; });
      return loading;
    };
    return {
      async search(query, choice, signal) {
        window.asked.searches.push(query);
        signal.addEventListener("abort", () => { window.asked.aborted += 1; });
        const { items, partial, suggestions } = await manifest();
        if (/^cham /.test(query)) await new Promise((done) => { setTimeout(done, 1000); });
        const terms = words(query.replace(/^(cham|nhieu) /, ""));
        const { category, region, official, tag, from, to, sort } = choice;
        const ids = items.map((_, id) => id).filter((id) => {
          const item = items[id];
          return terms.length && terms.every((term) => fold(`${item.title} ${item.standfirst}`).includes(term)) &&
            (!category || item.category === category) && (!region || item.regions.includes(region)) &&
            (!official || item.officials.includes(official)) && (!tag || item.tags.includes(tag)) &&
            (!from || item.day >= from) && (!to || item.day <= to);
        });
        if (sort === "date") ids.sort((a, b) => (items[a].day < items[b].day ? 1 : -1));
        // `nhieu` at the beginning: the engine has no more than twelve at hand.
        const isCut = /^nhieu /.test(query) && !choice.wanted;
        if (isCut) ids.length = 12;
        return { ids, total: ids.length, isCut, partial, suggestion: suggestions[query] || null, files: 0 };
      },
      cards: (ids, signal) => Promise.all(ids.map((id) => json(`/search/cards/${id}.json`, signal).catch(() => null))),
      choices: () => json("/search/choices.json"),
      openTagField: (root, choose) => import("/search/narrowing.js").then((module) => module.openTagField(root, choose, async () => {
        tags ||= await json("/search/tags.json");
        return tags;
      }, fold)),
      mark: (text, query) => {
        const terms = words(query);
        return text.split(/([\p{L}\p{N}\p{M}]+)/gu).map((piece) => [piece, terms.includes(fold(piece))]);
      },
    };
  },
};
