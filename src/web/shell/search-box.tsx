import { SearchOutlined } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { shellText } from '../../text/web/shell.ts'
import { useText } from '../ui/language.tsx'
import { later } from '../ui/later.tsx'

const SearchDialog = later(async () => (await import('./search-dialog.tsx')).SearchDialog)

/** Global search, Ctrl+K from anywhere; what it needs loads when it is first asked for. */
export function SearchBox() {
  const t = useText(shellText)
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      setOpen(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <button type="button" className="bw-search" onClick={() => setOpen(true)}>
        <SearchOutlined />
        <span>{t('search')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      {open && <SearchDialog onClose={() => setOpen(false)} />}
    </>
  )
}
