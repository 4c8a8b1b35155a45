import { useMemo, useState } from 'react';

interface Drawn {
  el: HTMLElement;
  date: Date;
}

/** The elements of the library for each day, as long as they are drawn. */
export function useColumns() {
  const [columns, setColumns] = useState<ReadonlyMap<string, HTMLElement>>(new Map());
  const hooks = useMemo(() => {
    const add = ({ el, date }: Drawn) =>
      setColumns((before) => new Map(before).set(dayIn(date), el));
    const remove = ({ el, date }: Drawn) =>
      setColumns((before) => {
        if (before.get(dayIn(date)) !== el) return before;
        const after = new Map(before);
        after.delete(dayIn(date));
        return after;
      });
    return {
      dayLaneDidMount: add,
      dayLaneWillUnmount: remove,
      dayCellDidMount: add,
      dayCellWillUnmount: remove,
    };
  }, []);
  return { columns, hooks };
}

function dayIn(date: Date): string {
  return date.toISOString().slice(0, 10);
}
