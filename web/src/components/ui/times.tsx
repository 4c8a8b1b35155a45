/** What `formatRange` and `formatWhen` say, so that a line breaks between two clocks and not within. */
export function Times({ text }: { text: string }) {
  const parts = text.split(' · ');
  return parts.map((part, index) => (
    <span key={part} className="inline-block">
      {index < parts.length - 1 ? `${part} ·\u00a0` : part}
    </span>
  ));
}
