// SPDX-License-Identifier: MIT OR Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';

const DOCS = fileURLToPath(new URL('..', import.meta.url));
const ROOT = resolve(DOCS, '..');
/** Where the sources can be read, such as `https://forge.example/diem`. Without it, links to sources become text. */
const REPOSITORY = process.env.REPOSITORY_URL;

const BASE = process.env.DOCS_BASE ?? '/';

/** A page in the sidebar, titled by its heading. */
function page(path) {
  const [, title] = /^# (.+)$/m.exec(readFileSync(resolve(DOCS, path), 'utf8')) ?? [];
  if (!title) throw new Error(`docs/${path} has no heading`);
  return { text: title.replaceAll('`', ''), link: `/${path.replace(/\.md$/, '').replace(/(^|\/)index$/, '$1')}` };
}

function section(text, folder, names) {
  return { text, items: names.map((name) => page(`${folder}${name}.md`)) };
}

/** The generated pages, in the order of the interface: the index links them in that order. */
function reference() {
  const index = readFileSync(resolve(DOCS, 'reference/index.md'), 'utf8');
  const position = (name) => {
    const at = index.indexOf(`](${name}`);
    return at < 0 ? Infinity : at;
  };
  const names = readdirSync(resolve(DOCS, 'reference')).filter((name) => name !== 'index.md');
  names.sort((one, other) => position(one) - position(other) || one.localeCompare(other));
  return ['index.md', ...names].map((name) => name.replace(/\.md$/, ''));
}

/** Links to files outside `docs/` lead to the repository, if it is known, and are plain text otherwise. */
function linksToSources(md) {
  md.core.ruler.after('inline', 'links-to-sources', ({ tokens, env }) => {
    for (const { children } of tokens) {
      let drop = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const href = token.attrGet('href');
          const local = !/^([a-z]+:|[#/])/.test(href);
          const target = local && resolve(dirname(env.path), href);
          const outside = local && !target.startsWith(DOCS.replace(/\/$/, '') + '/');
          if (outside && REPOSITORY) token.attrSet('href', `${REPOSITORY}/blob/main/${relative(ROOT, target)}`);
          drop = outside && !REPOSITORY;
        }
        if (drop && /^link_(open|close)$/.test(token.type)) {
          if (token.type === 'link_close') drop = false;
          Object.assign(token, { type: 'text', tag: '', nesting: 0, content: '', attrs: null });
        }
      }
    }
  });
}

export default defineConfig({
  title: 'Diem',
  description: 'AI compute that people own: the contract, its rules, and how to use it.',
  lang: 'en',
  base: BASE,
  // Two builds of the same sources are the same.
  lastUpdated: false,
  head: [
    ['meta', { name: 'color-scheme', content: 'light dark' }],
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${BASE}favicon.svg` }],
  ],
  markdown: {
    // A forge's anchors, so that one link serves both.
    anchor: { slugify: (text) => slug(text) },
    headers: { slugify: (text) => slug(text) },
    toc: { slugify: (text) => slug(text) },
    config: linksToSources,
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    externalLinkIcon: true,
    nav: [
      { text: 'Concepts', link: '/concepts/cycle', activeMatch: '^/concepts/' },
      { text: 'Guides', link: '/guides/auditors', activeMatch: '^/guides/' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/reference/' },
      { text: 'Design', link: '/design/', activeMatch: '^/design/' },
      { text: 'Security', link: '/security/model', activeMatch: '^/security/' },
    ],
    sidebar: [
      { items: [{ text: 'Overview', link: '/' }] },
      section('Concepts', 'concepts/', [
        'cycle', 'curve', 'burn-offers', 'credits', 'tickets', 'vouchers', 'commitments', 'fees', 'governance',
      ]),
      section('Guides', 'guides/', ['auditors', 'deploying', 'releasing']),
      { ...section('Reference', 'reference/', reference()), collapsed: false },
      section('Design', 'design/', ['index', 'decisions', 'ecosystem', 'gas', 'measurements']),
      section('Security', 'security/', ['model', 'limits', 'attacks', 'invariants', 'testing']),
      { items: [page('glossary.md')] },
    ],
  },
});
