import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'

/** Where code of a page did not come: no reception, or the system was renewed meanwhile. */
export function PartMissing({ again }: { again: () => void }) {
  const t = useText(uiText)
  return (
    <div className="bw-part-missing" role="alert">
      <span>{t('partMissing')}</span>
      <button type="button" onClick={again}>
        {t('tryAgain')}
      </button>
      <button type="button" onClick={() => window.location.reload()}>
        {t('reload')}
      </button>
    </div>
  )
}
