import { createFileRoute } from '@tanstack/react-router';
import { AuditList } from '@/features/admin/audit/audit-list';
import { auditSearch } from '@/features/admin/audit/search';
import { Guarded } from '@/features/admin/frame';

export const Route = createFileRoute('/_signed-in/admin/audit')({
  // Read by the screen: what the addresses of staff understand is no part of the first page.
  validateSearch: (raw: Record<string, unknown>) => raw,
  component: Audit,
});

function Audit() {
  const search = auditSearch(Route.useSearch());
  return (
    <Guarded needs="audit.view" title="Audit log">
      <AuditList search={search} />
    </Guarded>
  );
}
