/** The style of every page: slate and gold, by day and by night, from a phone to a wide screen. Verdicts have colours that those who see few can tell apart, and a form besides. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf9f6, #15171a); --card: light-dark(#fff, #1d2024); --ink: light-dark(#20252a, #e8e6e1);
  --soft: light-dark(#59636c, #a3acb4); --line: light-dark(#dedbd2, #343a41); --gold: light-dark(#8a6410, #e3b85c);
  --conforms: light-dark(#0b62a0, #63b3ee); --diverges: light-dark(#b3420a, #ff9560); --unsupported: light-dark(#74489a, #c9a5ec);
  --inconclusive: light-dark(#7a6200, #dcc04a); --skipped: light-dark(#5f6870, #9aa4ad); --absent: light-dark(#6a737b, #8f99a2);
  --code: light-dark(#f3f1eb, #101214); --tint: 11%;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif }
.top { border-top: 4px solid var(--gold); border-bottom: 1px solid var(--line) }
.top nav, main { max-width: 78rem; margin: 0 auto; padding: 0 1.25rem }
.top nav { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; align-items: baseline; padding-block: .7rem }
.top a { text-decoration: none; padding: .2rem 0 } .top a[aria-current] { font-weight: 600; border-bottom: 2px solid var(--gold) }
.mark { color: var(--gold); letter-spacing: .14em; text-transform: uppercase; font-size: .8rem; margin-right: auto }
main { padding-block: 1.2rem 4rem } main:focus { outline: none }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: .6rem; background: var(--card); padding: .4rem .8rem; z-index: 9 }
h1 { font-size: clamp(1.4rem, 3.6vw, 2rem); line-height: 1.25; margin: .6rem 0 .5rem; letter-spacing: -.015em; text-wrap: balance; overflow-wrap: anywhere }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .7rem } h3 { font-size: 1rem; margin: 0 0 .4rem; font-weight: 600 }
h1.statement { max-width: 46rem; font-size: clamp(1.25rem, 3vw, 1.7rem) }
p { margin: 0 0 .7rem; max-width: 60rem } .lead { font-size: 1.08rem; color: var(--soft) } .soft, .hint { color: var(--soft); font-size: .92rem }
a { color: inherit; text-decoration-color: var(--gold); text-underline-offset: .18em; text-decoration-thickness: 1px }
a:hover { color: var(--gold) } :focus-visible { outline: 2px solid var(--gold); outline-offset: 2px; border-radius: 2px }
code, pre { font-family: var(--mono); font-size: .86em } code { overflow-wrap: anywhere } .id { color: var(--gold); font-size: .95rem }
pre { background: var(--code); border: 1px solid var(--line); border-radius: .35rem; padding: .7rem .9rem; overflow-x: auto; line-height: 1.5; margin: .5rem 0 }
.conforms { --of: var(--conforms) } .diverges { --of: var(--diverges) } .unsupported { --of: var(--unsupported) }
.inconclusive { --of: var(--inconclusive) } .skipped { --of: var(--skipped) } .absent { --of: var(--absent) }
.verdict { color: var(--of); white-space: nowrap; font-weight: 600 } .glyph { display: inline-block; width: 1.15em; text-align: center; margin-right: .15em; font-weight: 700 }
.legend { display: inline-flex; flex-wrap: wrap; gap: .1rem .9rem; font-size: .88rem }
.bar { display: flex; gap: 1px; height: .5rem; border-radius: .25rem; overflow: hidden; background: var(--line); margin: .3rem 0 } .bar i { background: var(--of); min-width: 2px }
.bar .diverges { background: repeating-linear-gradient(45deg, var(--of) 0 3px, color-mix(in srgb, var(--of) 62%, var(--paper)) 3px 6px) }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: .8rem; padding: 0; margin: 1.2rem 0; list-style: none }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .45rem; padding: .8rem 1rem } .card h2 { margin: 0 0 .2rem; font-size: 1.08rem } .card p { margin: .2rem 0; font-size: .93rem }
.scroll { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; font-size: .9rem } th { font-weight: inherit; text-align: left }
.matrix td, .matrix th { border-bottom: 1px solid var(--line); padding: 0 } .matrix tbody th { padding: .2rem .8rem .2rem 0; white-space: nowrap; position: sticky; left: 0; background: var(--paper) }
.scores { border-collapse: collapse; font-size: .88rem; margin: .5rem 0 0 } .scores th, .scores td { text-align: left; font-weight: 400; padding: .15rem 1rem .15rem 0; border: 0; vertical-align: top } .scores th { color: var(--soft) } .scores td .soft { display: block; font-size: .82rem } .card .scores .soft { display: none } .scores .reached b { color: var(--conforms) }
.matrix thead th:first-child { vertical-align: bottom; color: var(--soft) }
th.of { vertical-align: bottom; padding: 0 .1rem .4rem; min-width: 3.6rem } th.of a { display: inline-block; text-decoration: none }
th.of span { display: inline-block; writing-mode: vertical-rl; rotate: 180deg; max-height: 11rem; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; line-height: 1.3 }
th.of.chosen { font-weight: 700; color: var(--gold) }
.matrix .service th { padding-top: 1.2rem; font-weight: 600 }
.matrix td a { display: block; padding: .2rem .35rem; min-width: 3.6rem; text-decoration: none; font-variant-numeric: tabular-nums } .matrix td a:hover { background: color-mix(in srgb, var(--gold) 14%, transparent) }
.matrix td .bar { height: .3rem; margin: .1rem 0 0 } .matrix td.none { text-align: center; color: var(--soft) } .matrix td.all a { color: var(--conforms); font-weight: 600 } .matrix td.few a { color: var(--diverges); font-weight: 600 }
.filters { display: flex; flex-wrap: wrap; gap: .6rem .8rem; align-items: end; margin: 1rem 0 .6rem } .filters label { display: flex; flex-direction: column; font-size: .82rem; color: var(--soft); gap: .15rem; min-width: 0 } .filters .wide { flex: 1 1 16rem }
input, select, button { font: inherit; font-size: .95rem; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: .35rem; padding: .35rem .6rem; max-width: 100%; min-height: 2.4rem }
button { cursor: pointer } button:hover { border-color: var(--gold) } [hidden] { display: none !important }
.found { font-weight: 600; margin: .4rem 0 }
.clauses { width: 100% } .clauses th, .clauses td { border-bottom: 1px solid var(--line); padding: .35rem .3rem; vertical-align: top } .clauses thead th { position: sticky; top: 0; background: var(--paper); z-index: 1 }
.clauses tbody th { padding-right: 1rem; min-width: 16rem } .clauses tbody th a { font-family: var(--mono); font-size: .86rem; overflow-wrap: anywhere } .clauses .statement { display: block; color: var(--soft) }
.clauses thead th:first-child { vertical-align: bottom; color: var(--soft) } .clauses td { text-align: center; background: color-mix(in srgb, var(--of) var(--tint), transparent) } .clauses td.conforms, .clauses td.absent { background: none } .clauses td .glyph { margin: 0 } .clauses thead .of { min-width: 2rem }
.clauses .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) } .clauses .name { display: none }
.crumbs { color: var(--soft); font-size: .92rem; margin: .2rem 0 }
.facts { margin: 1rem 0; font-size: .94rem; display: grid; gap: .25rem } .facts div { display: grid; grid-template-columns: 8rem 1fr; gap: .8rem } .facts dt { color: var(--soft) } .facts dd { margin: 0; overflow-wrap: anywhere; max-width: 52rem }
.counts { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem } .count { color: var(--of); text-decoration: none } .count b { font-size: 1.35rem; font-variant-numeric: tabular-nums }
.result { padding: .45rem 0; border-top: 1px solid var(--line) } .result .verdict { display: inline-block; min-width: 9rem } .result p { margin: .2rem 0 .5rem } .result.open { padding: .8rem 0 1.2rem } .what { font-weight: 600 }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; margin: .5rem 0 .9rem } .pair div { border: 1px solid var(--line); border-left: 4px solid var(--of); border-radius: .3rem; padding: .35rem .8rem .5rem; background: var(--card); min-width: 0 } .pair dt { font-size: .82rem; color: var(--soft) } .pair dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
details { margin: .35rem 0 } summary { cursor: pointer; padding: .15rem 0; overflow-wrap: anywhere } .further { border-left: 3px solid var(--line); padding-left: .9rem }
.calls { padding-left: 1.8rem; font-size: .92rem } .calls li { margin: 0 0 .5rem } .calls code { white-space: pre-wrap } .calls .answer, .calls .refused { display: block; color: var(--soft) } .calls .refused { color: var(--diverges) }
.causes { padding-left: 1.6rem } .causes li { margin-bottom: .8rem } .causes p { margin: 0 } .causes ul { margin: .2rem 0; padding-left: 1.2rem } .causes ul li { margin: 0 }
.timeline { margin: .6rem 0 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem } .timeline svg { display: block; font: 12px system-ui, 'DejaVu Sans', sans-serif } .timeline figcaption { padding: .4rem .9rem .6rem; font-size: .85rem; color: var(--soft); display: flex; flex-wrap: wrap; gap: .1rem .9rem } .timeline figcaption span { display: inline-flex; gap: .3rem; align-items: center; white-space: nowrap } .timeline figcaption svg { flex: none }
.call line { stroke: var(--line) } .call text { fill: var(--soft) } .call.refused text { fill: var(--diverges) } .call.differs text { fill: var(--ink); font-weight: 700 } .call .mark { font-size: 14px; font-weight: 700 }
.band { fill: color-mix(in srgb, var(--diverges) 16%, transparent); stroke: var(--diverges); stroke-dasharray: 4 3 } .marked { fill: var(--diverges); font-weight: 700 } .pause { fill: var(--soft); font-style: italic }
.lane .name { fill: var(--ink) } .lane line.visible { stroke: var(--conforms); stroke-width: 2; stroke-dasharray: 2 4 } .lane line.flight { stroke: var(--conforms); stroke-width: 8; opacity: .45 }
.lane .sent { fill: var(--card); stroke: var(--conforms); stroke-width: 2.5 } .lane .received { fill: var(--conforms) } .lane .released { fill: var(--card); stroke: var(--conforms); stroke-width: 2 } .lane .deleted { stroke: var(--ink); stroke-width: 2.5; fill: none }
@media (max-width: 44rem) {
  body { font-size: 15px } .top nav { gap: .2rem .9rem; font-size: .93rem } .mark { letter-spacing: .06em } .pair { grid-template-columns: 1fr } .facts div { grid-template-columns: 1fr; gap: 0 } .facts { gap: .6rem }
  .clauses, .clauses tbody, .clauses tr, .clauses tbody th { display: block } .clauses thead { display: none } .clauses tr { padding: .5rem 0; border-bottom: 1px solid var(--line) } .clauses tbody th { padding: 0; border: 0; min-width: 0 }
  .clauses td { display: inline-block; border: 1px solid var(--line); border-radius: .3rem; margin: .25rem .25rem 0 0; padding: .05rem .45rem; font-size: .85rem } .clauses .name { display: inline }
  .filters label { flex: 1 1 8.5rem } th.of { min-width: 2.6rem } .matrix td a { min-width: 3rem; padding-inline: .2rem }
}
@media print { .filters, .more, .top nav a:not(.mark) { display: none } details { display: block } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth } }
`
