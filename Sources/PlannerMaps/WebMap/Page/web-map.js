(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("planner-data").textContent);
  const words = data.words;
  const $ = (id) => document.getElementById(id);
  const number = new Intl.NumberFormat(data.language === "ja" ? "ja-JP" : "en-GB");
  const people = (value) => number.format(Math.round(value));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

  // Everything that came from a file is set as text, never as markup.
  const element = (name, text, className) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  const popup = (title, lines) => {
    const box = element("div");
    box.append(element("h3", title));
    for (const line of lines) if (line) box.append(element("p", line));
    return box;
  };

  // MARK: State, kept in the address

  const state = {
    service: "", age: "residents", month: 0, layers: new Set(data.layersAtStart), hiddenBands: new Set(),
  };
  const readAddress = () => {
    const values = new URLSearchParams(location.hash.slice(1));
    if (words.services[values.get("s")]) state.service = values.get("s");
    if (words.ages[values.get("a")]) state.age = values.get("a");
    const month = Number(values.get("m"));
    if (data.hasMonths && month >= 1 && month <= 12) state.month = month;
    if (values.has("l")) state.layers = new Set(values.get("l").split(",").filter((name) => words.layers[name]));
    if (values.has("b")) {
      state.hiddenBands = new Set(values.get("b").split(",").filter((index) => /^\d+$/.test(index) && index in data.bands).map(Number));
    }
    const view = ["lat", "lon", "z"].map((name) => (values.has(name) ? Number(values.get(name)) : NaN));
    return view.every(Number.isFinite) ? { center: [view[0], view[1]], zoom: view[2] } : null;
  };
  const writeAddress = () => {
    const center = map.getCenter();
    const values = new URLSearchParams({
      z: map.getZoom(), lat: center.lat.toFixed(5), lon: center.lng.toFixed(5),
      l: [...state.layers].join(","),
    });
    if (state.service) values.set("s", state.service);
    if (state.age !== "residents") values.set("a", state.age);
    if (state.month) values.set("m", state.month);
    if (state.hiddenBands.size) values.set("b", [...state.hiddenBands].sort().join(","));
    try { history.replaceState(null, "", "#" + values); } catch { /* a page inside another may not */ }
  };

  // MARK: The map

  const start = readAddress();
  const map = L.map("map", { zoomControl: false, preferCanvas: true, minZoom: 6, maxZoom: 18, zoomSnap: 0.25, wheelPxPerZoomLevel: 90 });
  map.attributionControl.setPrefix("<a href=\"https://leafletjs.com\">Leaflet</a>");
  L.control.zoom({ position: "topright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
  const pane = (name, order) => { map.createPane(name).style.zIndex = order; return L.canvas({ pane: name, padding: 0.3 }); };
  const panes = {
    coverage: pane("areas", 310), catchments: pane("catchments", 330), livingAreas: pane("livingAreas", 340),
    gaps: pane("gaps", 350), flows: pane("flows", 370),
  };
  const groups = {};
  for (const name of Object.keys(words.layers)) groups[name] = L.layerGroup();
  if (start) map.setView(start.center, start.zoom); else map.fitBounds(data.bounds, { padding: [10, 10] });

  const colors = ["#f4f1ea", "#d3e3f3", "#9cc4e4", "#5a9bd0", "#2b6cb0", "#0b3c6f"];
  const classes = [0, 0.0005, 0.1, 0.25, 0.5, 0.75];
  const colorOf = (share) => {
    let color = "#e8e8e8";
    if (share === null) return color;
    classes.forEach((least, index) => { if (share >= least) color = colors[index]; });
    return color;
  };

  // What an area's figures are in the month, if any is chosen.
  const seasonOf = (area) => {
    if (!state.month) return area;
    const season = data.seasons.findIndex((months) => months.includes(state.month));
    // months that do not differ have no figures of their own
    return season >= 0 ? area.seasons[season] : data.isPublic ? {} : area;
  };
  const covered = (area) => {
    // public data do not say it by service
    const figures = seasonOf(area);
    const list = state.service ? figures.byService && figures.byService[state.service] : figures.covered;
    return list ? list[state.age] : undefined;
  };
  const share = (area) => {
    const all = area.residents[state.age];
    const some = covered(area);
    return all > 0 && some !== undefined ? Math.min(1, some / all) : null;
  };
  const percent = (value) => (value === null ? "–" : (value * 100).toFixed(1) + "%");
  // The same words for everybody, an age band, any station and one with a service.
  const asked = () => {
    const what = state.service ? fill(words.stationWith, { service: words.services[state.service] }) : words.station;
    return state.month ? fill(words.openIn, { month: words.months[state.month - 1], what }) : what;
  };
  const inReach = (sentence, area, some) => fill(sentence, {
    who: words.ages[state.age], unit: words.units[state.age], residents: people(area.residents[state.age]),
    covered: people(some), share: percent(share(area)), radius: data.radius, what: asked(),
  });
  const areaLines = (area) => {
    const some = covered(area);
    const lines = [];
    if (some !== undefined) {
      lines.push(inReach(words.areaSentence, area, some));
    }
    const { across, stations } = seasonOf(area);
    if (across !== undefined && !state.service && state.age === "residents" && across >= 0.5) {
      lines.push(fill(words.acrossSentence, { across: people(across) }));
    }
    if (stations !== undefined) lines.push(fill(words.stationCount, { count: stations }));
    return lines;
  };
  const areaLayers = data.areas.map((area) => {
    const layer = L.polygon(area.outline, { renderer: panes.coverage, pane: "areas", weight: 1, color: "#6b7280" });
    layer.bindPopup(() => popup(area.name, areaLines(area)));
    return layer;
  });
  const background = L.layerGroup(areaLayers).addTo(map);
  for (const area of data.areas) {
    if (!area.label) continue;
    area.tag = L.tooltip({ permanent: true, direction: "center", className: "place-label", interactive: false })
      .setLatLng(area.label).setContent(element("span", area.name));
  }
  const drawAreas = () => {
    const shaded = state.layers.has("coverage");
    areaLayers.forEach((layer, index) => {
      layer.setStyle({
        fillColor: shaded ? colorOf(share(data.areas[index])) : "#f4f1ea",
        fillOpacity: tiles && map.hasLayer(tiles) ? (shaded ? 0.55 : 0) : 1,
      });
    });
  };
  const drawNames = () => {
    const box = map.getBounds();
    const taken = [];
    for (const area of data.areas) {
      if (!area.tag) continue;
      const point = map.latLngToContainerPoint(area.label);
      const half = area.name.length * 6.5;
      const clash = taken.some((other) => Math.abs(other.x - point.x) < half + other.half && Math.abs(other.y - point.y) < 17);
      const show = map.getZoom() >= 9 && box.contains(area.label) && !clash;
      if (show) { taken.push({ x: point.x, y: point.y, half }); area.tag.addTo(map); } else area.tag.remove();
    }
  };

  // As on paper: the widest walk has a whole line, the next ones are told by theirs.
  const lines = [{ border: "solid", dash: null }, { border: "dashed", dash: "5 4" }, { border: "dotted", dash: "1.2 4" }];
  const lineOf = (index) => lines[Math.min(index, lines.length - 1)];

  // Of a choice of stations the overlaps cannot be dissolved here: they are shaded as one, without
  // a line.
  const drawCatchments = () => {
    if (!groups.catchments) return;
    groups.catchments.clearLayers();
    const offered = data.stations.map(isOffered);
    const isChoice = offered.includes(false);
    data.bands.forEach((band, index) => {
      if (state.hiddenBands.has(index)) return;
      const style = { renderer: panes.catchments, pane: "catchments", fillColor: "#4dd0c0", interactive: false };
      if (isChoice && band.each) {
        const outline = band.each.filter((one, station) => offered[station]).flat();
        if (outline.length) groups.catchments.addLayer(L.polygon(outline, { ...style, stroke: false, fillRule: "nonzero", fillOpacity: 0.4 }));
      } else {
        // light under dark: the outermost line shows on the palest and on the darkest municipality
        const isOutermost = data.bands.findIndex((one, at) => !state.hiddenBands.has(at)) === index;
        groups.catchments.addLayer(L.polygon(band.outline, {
          ...style, stroke: isOutermost, weight: 3.6, color: "#fff", opacity: 0.85, fillOpacity: 0.26,
        }));
        groups.catchments.addLayer(L.polygon(band.outline, {
          ...style, weight: 1.4, color: "#00594f", fill: false, dashArray: lineOf(index).dash,
        }));
      }
    });
  };
  for (const area of data.livingAreas) {
    const layer = L.polygon(area.outline, {
      renderer: panes.livingAreas, pane: "livingAreas", weight: 1.5, color: "#7b3294", dashArray: "6 4", fillOpacity: 0.02,
    });
    layer.bindPopup(() => popup(area.name, areaLines(area)));
    layer.addTo(groups.livingAreas);
  }

  // MARK: Gaps and steps

  const missing = (item) => {
    const names = (item.missingServices || []).map((slug) => words.services[slug]).filter(Boolean);
    const all = Object.keys(words.services).length;
    return names.length > 0 && names.length < all ? fill(words.missing, { services: names.join(words.comma) }) : "";
  };
  const kindLine = (item) => {
    if (!item.kinds) return "";
    const list = Object.entries(item.kinds).filter(([, value]) => value !== null && value >= 0.5)
      .sort((a, b) => b[1] - a[1]).slice(0, 4)
      .map(([slug, value]) => `${words.kinds[slug] || slug} ${people(value)}`);
    return list.length ? fill(words.kindsHere, { kinds: list.join(words.comma) }) : words.noKindHere;
  };
  for (const gap of data.gaps) {
    gap.layer = L.polygon(gap.outline, {
      renderer: panes.gaps, pane: "gaps", weight: 1.2, color: "#8c2d04", fillColor: "#ec7014", fillOpacity: 0.45,
    });
    gap.layer.bindPopup(() => popup(fill(words.gapTitle, { rank: gap.rank }), [gap.sentence, kindLine(gap), missing(gap)]));
    gap.layer.addTo(groups.gaps);
    gap.tag = L.marker(gap.label, {
      interactive: false, keyboard: false,
      icon: L.divIcon({ className: "gap-icon", html: element("div", String(gap.rank)), iconSize: [30, 16] }),
    });
  }
  const drawGapNumbers = () => {
    const box = map.getBounds();
    const taken = [];
    for (const gap of data.gaps) {
      const point = map.latLngToContainerPoint(gap.label);
      const clash = taken.some((other) => Math.abs(other.x - point.x) < 26 && Math.abs(other.y - point.y) < 15);
      const show = state.layers.has("gaps") && box.contains(gap.label) && !clash && taken.length < (map.getZoom() < 10.5 ? 30 : 120);
      if (show) { taken.push(point); gap.tag.addTo(map); } else gap.tag.remove();
    }
  };
  for (const step of data.steps) {
    step.layer = L.marker(step.at, {
      title: step.title, alt: step.title, zIndexOffset: 1000,
      icon: L.divIcon({ className: "step-icon", html: element("div", String(step.rank)), iconSize: [26, 26] }),
    });
    step.layer.bindPopup(() => popup(step.title, [step.sentence]));
    step.layer.addTo(groups.steps);
  }

  // MARK: Stations

  const shapes = {
    circle: "M11 2a9 9 0 1 0 .01 0Z", square: "M3 3H19V19H3Z", triangle: "M11 1.5 21 19.5H1Z",
    diamond: "M11 .5 21.5 11 11 21.5 .5 11Z", star: "M11 .8 13.9 8 21.5 8.4 15.6 13.3 17.6 20.8 11 16.6 4.4 20.8 6.4 13.3 .5 8.4 8.1 8Z",
    hexagon: "M6 2H16L21.5 11 16 20H6L.5 11Z", cross: "M7.5 1H14.5V7.5H21V14.5H14.5V21H7.5V14.5H1V7.5H7.5Z",
  };
  const mark = (kind, size) => {
    const style = data.kindStyles[kind] || data.kindStyles[""];
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "-1 -1 24 24");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", shapes[style.shape]);
    path.setAttribute("fill", style.color);
    path.setAttribute("stroke", "#222");
    path.setAttribute("stroke-width", "1.4");
    svg.append(path);
    return svg;
  };
  const isInSeason = (months, month) => !months || months.includes(month);
  const isOffered = (station) => {
    if (state.month && !isInSeason(station.months, state.month)) return false;
    if (!state.service) return true;
    if (!(station.services || []).includes(state.service)) return false;
    return !state.month || isInSeason(data.serviceMonths[state.service], state.month);
  };
  for (const station of data.stations) {
    const names = (station.services || []).map((slug) => words.services[slug] || slug);
    const lines = [
      words.kinds[station.kind] || "", names.length ? fill(words.offers, { services: names.join(words.comma) }) : "",
      ...station.lines,
    ];
    station.layer = L.marker(station.at, {
      title: station.name, alt: station.name,
    });
    station.layer.bindPopup(() => popup(station.name, lines));
  }
  let iconSize = 0;
  const drawIcons = () => {
    // where many stand close together, small ones cover less
    const size = map.getZoom() < 10.5 ? 13 : map.getZoom() < 12.5 ? 17 : 21;
    if (size === iconSize) return;
    iconSize = size;
    for (const station of data.stations) {
      station.layer.setIcon(L.divIcon({
        className: "station-icon", html: mark(station.kind, size), iconSize: [size, size],
      }));
    }
  };
  const drawStations = () => {
    drawIcons();
    groups.stations.clearLayers();
    let count = 0;
    for (const station of data.stations) if (isOffered(station)) { groups.stations.addLayer(station.layer); count += 1; }
    $("shown").textContent = fill(words.shown, { count, all: data.stations.length });
  };

  // MARK: Flows across municipal lines

  const widest = Math.max(1, ...data.flows.map((flow) => flow.residents));
  for (const flow of data.flows) {
    const [a, b] = [flow.from, flow.to];
    const bend = [(a[0] + b[0]) / 2 + (b[1] - a[1]) * 0.15, (a[1] + b[1]) / 2 - (b[0] - a[0]) * 0.15];
    const line = [];
    for (let step = 0; step <= 16; step += 1) {
      const t = step / 16;
      line.push([0, 1].map((axis) => (1 - t) * (1 - t) * a[axis] + 2 * t * (1 - t) * bend[axis] + t * t * b[axis]));
    }
    const weight = 1.5 + 8 * Math.sqrt(flow.residents / widest);
    const options = { renderer: panes.flows, pane: "flows", color: "#6a0dad", opacity: 0.7 };
    const text = fill(words.flow, { from: flow.fromName, to: flow.toName, residents: people(flow.residents) });
    const group = L.layerGroup([
      L.polyline(line, { ...options, weight }),
      L.circleMarker(b, { ...options, radius: 3 + weight / 2, fillColor: "#6a0dad", fillOpacity: 0.9, weight: 1 }),
    ]);
    group.eachLayer((layer) => layer.bindPopup(() => popup(words.layers.flows, [text])));
    groups.flows.addLayer(group);
  }

  // MARK: Tiles, only where there is a network and only if they were asked for

  const tiles = data.tiles ? L.tileLayer(data.tiles.url, { attribution: data.tiles.credit, maxZoom: 18, opacity: 0.8 }) : null;
  const drawTiles = () => {
    if (!tiles) return;
    const wanted = navigator.onLine && $("tiles").checked;
    if (wanted) tiles.addTo(map); else tiles.remove();
    drawAreas();
  };
  if (tiles) {
    $("tiles").addEventListener("change", drawTiles);
    addEventListener("online", drawTiles);
    addEventListener("offline", drawTiles);
  }

  // MARK: The panel

  const finding = () => {
    const region = data.region;
    const some = covered(region);
    $("finding").textContent = some === undefined ? "" : inReach(words.areaSentence, region, some);
  };
  const options = (select, entries, current) => {
    for (const [value, label] of entries) {
      const option = element("option", label);
      option.value = value;
      option.selected = String(value) === String(current);
      select.append(option);
    }
  };
  options($("service"), [["", words.anyService], ...Object.entries(words.services)], state.service);
  options($("age"), Object.entries(words.ages), state.age);
  if (data.hasMonths) options($("month"), [[0, words.anyMonth], ...words.months.map((name, index) => [index + 1, name])], state.month);
  $("service").addEventListener("change", (event) => { state.service = event.target.value; redraw(); });
  $("age").addEventListener("change", (event) => { state.age = event.target.value; redraw(); });
  if (data.hasMonths) $("month").addEventListener("change", (event) => { state.month = Number(event.target.value); redraw(); });

  const legendRow = (node, text) => { const row = element("li"); row.append(node, element("span", text)); return row; };
  const swatch = (color) => { const box = element("span", undefined, "swatch"); box.style.background = color; return box; };
  const checkbox = (id, isChecked, changed) => {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.id = id;
    box.checked = isChecked;
    box.addEventListener("change", () => { changed(box.checked); redraw(); });
    return box;
  };
  const put = (set, value, isIn) => { if (isIn) set.add(value); else set.delete(value); };
  // The widest walk comes first and the shades lie on one another: the shortest is the darkest.
  const bandSwatch = (index) => {
    const box = swatch(`rgba(45,170,155,${(1 - 0.74 ** (index + 1)).toFixed(2)})`);
    box.style.border = `2px ${lineOf(index).border} #00594f`;
    return box;
  };
  const bandRow = (band, index) => {
    if (data.bands.length === 1) return legendRow(bandSwatch(index), band.name);
    const label = element("label");
    label.append(
      checkbox("band-" + index, !state.hiddenBands.has(index), (isShown) => put(state.hiddenBands, index, !isShown)),
      bandSwatch(index), element("span", band.name));
    const row = element("li");
    row.append(label);
    return row;
  };
  const legends = {
    stations: () => Object.keys(data.kindCounts).map((kind) =>
      legendRow(mark(kind, 18), `${words.kinds[kind] || words.unknownKind} ${data.kindCounts[kind]}`)),
    coverage: () => words.classes.map((text, index) => legendRow(swatch(colors[index]), text)),
    catchments: () => data.bands.map(bandRow),
    gaps: () => [legendRow(swatch("rgba(236,112,20,.6)"), words.gapLegend)],
    flows: () => [legendRow(swatch("#6a0dad"), words.flowLegend)],
  };
  for (const [name, label] of Object.entries(words.layers)) {
    if (!data.available.includes(name)) continue;
    const row = element("label", undefined, "row");
    row.append(
      checkbox("layer-" + name, state.layers.has(name), (isShown) => put(state.layers, name, isShown)),
      element("span", label));
    $("layers").append(row);
    const legend = legends[name] ? legends[name]() : [];
    if (legend.length) { const list = element("ul", undefined, "legend"); list.append(...legend); $("layers").append(list); }
  }

  const show = (layer, at, zoom, name) => {
    if (name && !state.layers.has(name)) { state.layers.add(name); $("layer-" + name).checked = true; redraw(); }
    map.setView(at, Math.max(map.getZoom(), zoom), { animate: false });
    layer.openPopup(at);
    if (innerWidth <= 760) $("panel").classList.add("closed");
  };
  const entry = (numberText, title, sub, action) => {
    const item = element("li");
    const button = element("button");
    button.type = "button";
    if (numberText) button.append(element("span", numberText, "number"));
    button.append(element("span", title));
    if (sub) button.append(element("span", sub, "sub"));
    button.addEventListener("click", action);
    item.append(button);
    return item;
  };
  const lists = {
    gaps: () => data.gaps.map((gap) => entry(String(gap.rank), gap.places,
      fill(words.gapSub, { residents: people(gap.residents) }), () => show(gap.layer, gap.label, 13, "gaps"))),
    steps: () => data.steps.map((step) => entry(String(step.rank), step.title,
      fill(words.stepSub, { residents: people(step.residents) }), () => show(step.layer, step.at, 13, "steps"))),
    areas: () => data.areas.map((area, index) => ({ area, index, share: share(area) }))
      .sort((a, b) => (a.share ?? 2) - (b.share ?? 2) || b.area.residents[state.age] - a.area.residents[state.age])
      .map(({ area, index }) => entry("", area.name,
        fill(words.areaSub, { share: percent(share(area)), residents: people(area.residents[state.age]), stations: seasonOf(area).stations ?? "–" }),
        () => { map.fitBounds(areaLayers[index].getBounds(), { animate: false }); areaLayers[index].openPopup(area.label || map.getCenter()); })),
  };
  let tab = data.steps.length ? "steps" : data.gaps.length ? "gaps" : "areas";
  const drawList = () => {
    for (const button of document.querySelectorAll(".tabs button")) {
      button.setAttribute("aria-selected", String(button.dataset.tab === tab));
    }
    const items = lists[tab]();
    $("list").replaceChildren(...(items.length ? items : [element("li", words.nothing)]));
    $("list-note").textContent = tab === "gaps" ? data.gapNote : tab === "steps" ? data.stepNote : words.areaNote;
  };
  for (const button of document.querySelectorAll(".tabs button")) {
    if (button.dataset.tab === "steps" && !data.available.includes("steps")) button.hidden = true;
    if (button.dataset.tab === "gaps" && !data.available.includes("gaps")) button.hidden = true;
    button.addEventListener("click", () => { tab = button.dataset.tab; drawList(); });
  }

  // MARK: Search: kanji, kana, either width and case

  const folded = (text) => text.normalize("NFKC").toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
    .replace(/[ヶケが\u3051]/g, "け").replace(/\s/g, "");
  const places = [
    ...data.areas.map((item, index) => ({
      name: item.name, key: folded(item.name + " " + (item.kana || "")),
      go: () => { map.fitBounds(areaLayers[index].getBounds(), { animate: false }); areaLayers[index].openPopup(item.label || map.getCenter()); },
    })),
    ...data.livingAreas.map((item) => ({
      name: item.name, key: folded(item.name), go: () => map.fitBounds(L.polygon(item.outline).getBounds(), { animate: false }),
    })),
    ...data.stations.map((item) => ({
      name: item.name, key: folded(item.name + " " + item.lines.join(" ")), go: () => {
        if (!isOffered(item)) { state.service = ""; state.month = 0; $("service").value = ""; if (data.hasMonths) $("month").value = 0; redraw(); }
        show(item.layer, item.at, 15, "stations");
      },
    })),
  ];
  $("search").addEventListener("input", () => {
    const key = folded($("search").value);
    const found = key ? places.filter((place) => place.key.includes(key)).slice(0, 12) : [];
    $("results").replaceChildren(...found.map((place) => entry("", place.name, "", () => {
      $("results").replaceChildren();
      $("search").value = place.name;
      place.go();
    })));
    if (key && !found.length) $("results").append(element("li", words.notFound));
  });

  // MARK: All of it

  const redraw = () => {
    for (const [name, group] of Object.entries(groups)) {
      if (name === "coverage") continue;
      if (state.layers.has(name)) group.addTo(map); else group.remove();
    }
    drawStations(); drawCatchments(); drawAreas(); finding(); drawList(); drawGapNumbers(); drawNames(); writeAddress();
  };
  $("print").addEventListener("click", () => print());
  $("whole").addEventListener("click", () => map.fitBounds(data.bounds, { animate: false }));
  $("link").addEventListener("click", async () => {
    writeAddress();
    try { await navigator.clipboard.writeText(location.href); $("link").textContent = words.copied; } catch { prompt(words.copy, location.href); }
  });
  $("sheet").addEventListener("click", () => $("panel").classList.toggle("closed"));
  map.on("moveend", () => { drawIcons(); drawGapNumbers(); drawNames(); writeAddress(); });
  addEventListener("beforeprint", () => map.invalidateSize());
  addEventListener("afterprint", () => map.invalidateSize());
  background.eachLayer((layer) => layer.bringToBack());
  drawTiles();
  redraw();
  document.documentElement.dataset.ready = "true";
})();
