// The SPARQL page's textarea, raised to an editor. It stands in a shadow root: there its styles are adopted sheets, which
// a strict Content-Security-Policy lets be.
import { autocompletion } from "@codemirror/autocomplete";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { sparql } from "codemirror-lang-sparql";

const keywords = (
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS BIND VALUES GRAPH CONSTRUCT ASK DESCRIBE PREFIX ORDER BY GROUP " +
  "HAVING LIMIT OFFSET COUNT SUM MIN MAX AVG STR LANG CONTAINS REGEX LCASE BOUND COALESCE NOT EXISTS"
).split(" ");

const look = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "light-dark(#7b2d8e, #d2a8ff)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "light-dark(#0b57a4, #8ab8f5)" },
  { tag: [tags.string, tags.literal], color: "light-dark(#1a6a36, #7fd39b)" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.typeName], color: "light-dark(#7a4b00, #f2c76b)" },
  { tag: tags.comment, color: "var(--muted)" },
]);

function completion(words) {
  const options = [
    ...words.classes.map((label) => ({ label, type: "class", detail: "class", boost: 2 })),
    ...words.properties.map((label) => ({ label, type: "property", detail: "property", boost: 1 })),
    ...keywords.map((label) => ({ label, type: "keyword" })),
    ...Object.entries(words.prefixes).map(([prefix, iri]) => ({
      label: `PREFIX ${prefix}:`, apply: `PREFIX ${prefix}: <${iri}>\n`, type: "namespace", boost: -1,
    })),
  ];
  return (context) => {
    const word = context.matchBefore(/[?$\w:.-]+/);
    if (!word && !context.explicit) return null;
    const variables = [...new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? [])];
    return {
      from: word ? word.from : context.pos,
      options: [...options, ...variables.map((label) => ({ label, type: "variable", boost: 3 }))],
      validFor: /^[?$\w:.-]*$/,
    };
  };
}

// raise(textarea, words, run): the editor takes the textarea's place on the page; the form still sends the textarea.
window.lpipEditor = function raise(textarea, words, run) {
  const host = document.createElement("div");
  host.className = "editor";
  textarea.before(host);
  const root = host.attachShadow({ mode: "open" });
  const colours = EditorView.theme({
    "&": { backgroundColor: "var(--page)", color: "var(--text)", border: "1px solid var(--muted)", borderRadius: "4px", fontSize: "15px" },
    "&.cm-focused": { outline: "3px solid #ffbf47" },
    ".cm-scroller": { minHeight: "18rem", maxHeight: "60vh" },
    ".cm-content": { caretColor: "var(--text)" },
    ".cm-cursor": { borderLeftColor: "var(--text)" },
    ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--muted)", border: "0" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
    ".cm-tooltip": { backgroundColor: "var(--page)", color: "var(--text)" },
    ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--soft)" },
  });
  const view = new EditorView({
    root,
    parent: root,
    doc: textarea.value,
    extensions: [
      // Tab is left to the page: who uses the keyboard alone must get out of the editor
      keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }]),
      basicSetup,
      sparql(),
      syntaxHighlighting(look),
      autocompletion({ override: [completion(words)] }),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "Query" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) textarea.value = view.state.doc.toString();
      }),
      colours,
    ],
  });
  textarea.hidden = true;
  return view;
};
