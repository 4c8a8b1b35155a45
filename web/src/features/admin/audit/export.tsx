import { useMutation } from '@tanstack/react-query';
import { ChevronDown, Download } from 'lucide-react';
import { describe } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '@/components/ui/menu';
import { useToast } from '@/components/ui/toast';
import { saveBlob } from '@/lib/download';
import { fetchExport } from './queries';
import type { AuditSearch } from './search';

/** What the filters leave, on all pages, as a file. */
export function Export({ search }: { search: AuditSearch }) {
  const toast = useToast();
  const save = useMutation({
    mutationFn: (format: 'csv' | 'jsonl') => fetchExport(search, format),
    onSuccess: (file, format) => saveBlob(file, `audit.${format}`),
    onError: (error) => toast({ text: describe(error), tone: 'no' }),
  });
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button busy={save.isPending}>
          <Download aria-hidden="true" /> Export <ChevronDown aria-hidden="true" />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onSelect={() => save.mutate('csv')}>A table for spreadsheets (CSV)</MenuItem>
        <MenuItem onSelect={() => save.mutate('jsonl')}>For programs (JSON lines)</MenuItem>
      </MenuContent>
    </Menu>
  );
}
