import { Download } from 'lucide-react';
import { describe } from '@/api/problem';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { saveBlob } from '@/lib/download';
import { useExport } from '../mutations';

export function DataExport() {
  const download = useExport();
  return (
    <>
      <p className="mb-3">
        One file (JSON) with your account, your meetings and answers, the mails about them and your
        sessions.
      </p>
      {download.isError && (
        <Alert tone="no" className="mb-3">
          {describe(download.error)}
        </Alert>
      )}
      <Button
        busy={download.isPending}
        onClick={() =>
          download.mutate(undefined, { onSuccess: (file) => saveBlob(file, 'my-data.json') })
        }
      >
        <Download aria-hidden="true" /> Download my data
      </Button>
    </>
  );
}
