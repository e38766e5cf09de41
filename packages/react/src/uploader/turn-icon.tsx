/** An arrow round a corner; it means the same in every writing direction. */
export function TurnIcon({ to }: { to: 'left' | 'right' }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {to === 'left' ? (
        <path d="M4 4v5h5M4.5 9A8.5 8.5 0 1 1 4 14" />
      ) : (
        <path d="M20 4v5h-5M19.5 9A8.5 8.5 0 1 0 20 14" />
      )}
    </svg>
  );
}
