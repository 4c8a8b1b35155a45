/** Breaks the line between "09:00 Kolkata" and "04:30 for you"; the dot stays with the first. */
export function Times({ text }: { text: string }) {
  const parts = text.split(' · ');
  return parts.map((part, index) => (
    <span key={part}>
      <span className="inline-block">
        {index < parts.length - 1 ? `${part}\u00a0·` : part}
      </span>{' '}
    </span>
  ));
}
