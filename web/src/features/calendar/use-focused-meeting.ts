import { useEffect, useState } from 'react';

/** Which meeting of the page has the focus, by its `data-meeting`. */
export function useFocusedMeeting(): string | null {
  const [id, setId] = useState<string | null>(null);
  useEffect(() => {
    const read = () => setId(meetingAt(document.activeElement));
    // On the way from one element to another the focus is nowhere for a moment.
    const leave = (event: FocusEvent) => event.relatedTarget === null && setId(null);
    document.addEventListener('focusin', read);
    document.addEventListener('focusout', leave);
    return () => {
      document.removeEventListener('focusin', read);
      document.removeEventListener('focusout', leave);
    };
  }, []);
  return id;
}

/** In the list it is the link, in the grid the frame around the mark. */
function meetingAt(focused: Element | null): string | null {
  if (!(focused instanceof HTMLElement)) return null;
  if (focused.dataset.meeting) return focused.dataset.meeting;
  if (focused.getAttribute('role') !== 'button') return null;
  return focused.querySelector<HTMLElement>('[data-meeting]')?.dataset.meeting ?? null;
}
