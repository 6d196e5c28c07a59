import { Button } from 'antd'
import { downloadFile, listFiles, removeFile } from '../../../api/files.ts'
import { knowledgeText } from '../../../text/web/knowledge.ts'
import { urlOf, useLater, useSend } from '../../api.ts'
import { AddFile } from '../../parts/add-file.tsx'
import { useMay } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { Article } from './queries.ts'

/** What hangs on an article: whoever reads it takes it, whoever arranges it adds to it. */
export function FilesPanel({ article }: { article: Article }) {
  const t = useText(knowledgeText)
  const may = useMay()
  const mayAdd = may('file.write') && article.can.arrange === true
  const { data } = useLater(listFiles, {
    query: { recordKind: 'article', recordId: article.id },
    enabled: may('file.read'),
  })
  const remove = useSend(removeFile, { refresh: [listFiles] })
  if (!data || (data.items.length === 0 && !mayAdd)) return null
  return (
    <Panel
      title={t('files')}
      extra={
        mayAdd && (
          <AddFile
            record={{ kind: 'article', id: article.id }}
            label={t('addFile')}
            hint={t('addFileHint')}
          />
        )
      }
    >
      {data.items.length === 0 && <p className="bw-soft">{t('noFiles')}</p>}
      <ul className="biz-articles">
        {data.items.map((file) => (
          <li key={file.id}>
            <a href={urlOf(downloadFile, { params: { id: file.id } })} download>
              {file.name}
            </a>
            {mayAdd && file.can['remove'] === true && (
              <Button
                type="link"
                size="small"
                loading={remove.isPending}
                onClick={() => remove.mutate({ params: { id: file.id } })}
              >
                {t('removeFile')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ErrorNote error={remove.error} />
    </Panel>
  )
}
