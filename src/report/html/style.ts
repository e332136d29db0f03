/** The page's whole style: slate and gold, by day and by night, from a phone to a wide screen. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf9f6, #16181b); --card: light-dark(#fff, #1e2125); --ink: light-dark(#22262b, #e6e4df);
  --soft: light-dark(#667079, #9aa3ab); --line: light-dark(#e3e1da, #31363c); --gold: light-dark(#a67c1a, #e0b354);
  --conforms: light-dark(#2c7a4b, #58b37d); --diverges: light-dark(#b8352c, #f0766b); --unsupported: light-dark(#7b6aa8, #ab9bd8);
  --inconclusive: light-dark(#b07a12, #d9a441); --skipped: light-dark(#9aa0a6, #646b72); --code: light-dark(#f4f2ec, #17191c);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace;
}
* { box-sizing: border-box }
html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif }
main, header > div { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem }
header { border-top: 4px solid var(--gold); padding: 2.25rem 0 .5rem }
.mark { color: var(--gold); font-size: .8rem; letter-spacing: .16em; text-transform: uppercase; margin: 0 }
h1 { font-size: clamp(1.5rem, 4.4vw, 2.3rem); line-height: 1.2; margin: .35rem 0 .3rem; letter-spacing: -.015em; text-wrap: balance }
h2 { font-size: 1.15rem; margin: 2.6rem 0 .8rem; letter-spacing: -.01em }
h3 { font-size: .95rem; margin: 1.7rem 0 .4rem; color: var(--soft); font-weight: 600 }
.target { font-size: 1.05rem; color: var(--soft); margin: 0; overflow-wrap: anywhere }
a { color: inherit; text-decoration-color: var(--gold); text-underline-offset: .18em }
a:hover { color: var(--gold) }
code, pre { font-family: var(--mono); font-size: .86em }
code { overflow-wrap: anywhere }
.bar { display: flex; gap: 2px; height: .8rem; border-radius: .4rem; overflow: hidden; margin: 1.5rem 0 .8rem; background: var(--line) }
.bar i { min-width: 3px; background: var(--of) }
.conforms { --of: var(--conforms) } .diverges { --of: var(--diverges) } .unsupported { --of: var(--unsupported) }
.inconclusive { --of: var(--inconclusive) } .skipped { --of: var(--skipped) }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; padding: 0; margin: 0 0 1.6rem; list-style: none; font-size: .95rem }
.legend b { font-variant-numeric: tabular-nums; font-size: 1.2rem; margin-right: .3rem; color: var(--of) }
.facts { display: flex; flex-wrap: wrap; gap: .2rem 2rem; margin: 0; padding: .9rem 0; border-block: 1px solid var(--line); font-size: .88rem }
.facts div { display: flex; gap: .5rem } .facts dt { color: var(--soft) } .facts dd { margin: 0; overflow-wrap: anywhere }
.topics { width: 100%; border-collapse: collapse; font-size: .92rem }
.topics td, .topics th { padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: inherit; white-space: nowrap }
.topics td { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft) }
.topics thead th { color: var(--soft); font-size: .82rem; text-align: right } .topics thead th:first-child { text-align: left }
.topics td.some { color: var(--of); font-weight: 600 }
.topics .share { width: 34%; padding-right: 0 } .topics .bar { margin: 0; height: .45rem }
.wide { overflow-x: auto }
.card { background: var(--card); border: 1px solid var(--line); border-left: 3px solid var(--diverges); border-radius: .4rem; margin: 0 0 .55rem }
.card > summary { position: relative; padding: .55rem 2.4rem .6rem 1rem; cursor: pointer; list-style: none }
.card > summary::after { content: ''; position: absolute; right: 1.1rem; top: 1.15rem; width: .5rem; height: .5rem; border: solid var(--soft); border-width: 0 2px 2px 0; rotate: 45deg }
.card[open] > summary::after { rotate: 225deg }
.card > summary::-webkit-details-marker { display: none }
.card > summary code { font-weight: 600; color: var(--diverges) }
.card > summary span { display: block; overflow-wrap: anywhere }
.card > summary:hover { color: var(--gold) }
.inside > .card { border-left-width: 1px }
.card[open] > summary { border-bottom: 1px solid var(--line) }
.inside { padding: .9rem 1rem 1.1rem }
.inside > p { margin: 0 0 .8rem } .claim { font-size: 1.02rem } .cite { font-size: .88rem; color: var(--soft) }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; margin: 0 0 1rem }
.pair > div { border: 1px solid var(--line); border-top: 3px solid var(--of); border-radius: .3rem; padding: .5rem .8rem .7rem; min-width: 0 }
.pair b { display: block; font-size: .78rem; color: var(--soft); font-weight: 600 }
.pair span { white-space: pre-wrap; overflow-wrap: anywhere }
.tabs { display: flex; flex-wrap: wrap; gap: 0 1.2rem }
.tabs > input { position: absolute; opacity: 0; pointer-events: none }
.tabs > label { padding: .25rem 0; cursor: pointer; font-size: .88rem; color: var(--soft); border-bottom: 2px solid transparent }
.tabs > input:checked + label { color: var(--ink); border-color: var(--gold) }
.tabs > input:focus-visible + label { outline: 2px solid var(--gold); outline-offset: 2px }
.tabs > .panel { display: none; order: 9; width: 100%; min-width: 0 }
.tabs > input:checked + label + .panel { display: block }
pre { background: var(--code); border: 1px solid var(--line); border-radius: .3rem; padding: .7rem .9rem; overflow-x: auto; margin: .5rem 0 0; line-height: 1.5 }
.history { list-style: none; margin: .5rem 0 0; padding: 0; font-size: .92rem }
.history li { border-left: 2px solid var(--line); padding: .1rem 0 .7rem .9rem; min-width: 0 }
.history b { font-weight: 600 } .history code { display: block; white-space: pre-wrap } .history time { color: var(--soft); font-size: .85em; margin-left: .5rem }
.history .answer { color: var(--soft) } .history .refused { color: var(--diverges) }
.replay { margin-top: 1rem; display: flex; gap: .6rem; align-items: center } .replay pre { flex: 1; margin: 0 }
button, input[type=search] { font: inherit; font-size: .88rem; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: .25rem .85rem }
button { cursor: pointer } button:hover { border-color: var(--gold) }
button[aria-pressed=true] { border-color: var(--of, var(--gold)); box-shadow: inset 0 0 0 1px var(--of, var(--gold)) }
.filters { display: flex; flex-wrap: wrap; gap: .5rem; position: sticky; top: 0; padding: .7rem 0; background: var(--paper); z-index: 1 }
.filters[hidden], [hidden] { display: none }
input[type=search] { flex: 1 1 11rem; min-width: 0 }
.row { border-bottom: 1px solid var(--line) }
.row > summary { display: flex; gap: .3rem .8rem; align-items: baseline; padding: .35rem 0; cursor: pointer; list-style: none; flex-wrap: wrap }
.row > summary::-webkit-details-marker { display: none }
.row code { color: var(--ink) } .dot { flex: none; width: .6rem; height: .6rem; border-radius: 50%; background: var(--of); align-self: center }
.row .word { margin-left: auto; font-size: .82rem; color: var(--of) }
.row > div { padding: 0 0 .7rem 1.4rem; font-size: .94rem } .row p { margin: 0 0 .3rem }
footer { color: var(--soft); font-size: .85rem; padding: 2.5rem 0 3rem }
@media (max-width: 40rem) {
  body { font-size: 15px } .pair { grid-template-columns: 1fr } .topics .share { display: none }
  .topics td, .topics th { padding-right: .45rem } .replay { align-items: stretch; flex-direction: column }
}
@media print { .filters, button { display: none } .card { break-inside: avoid } }
`
