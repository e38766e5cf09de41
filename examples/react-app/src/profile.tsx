import { Avatar, AvatarUploader, usePortrait } from '@likeness/react';

/** Somebody's picture, and the way to another one. */
export function Profile() {
  const { portrait, refresh } = usePortrait();
  return (
    <section aria-labelledby="profile">
      <header>
        <Avatar name="Ada Lovelace" alt="" picture={portrait} size={64} presence={<Online />} />
        <h2 id="profile">Ada Lovelace</h2>
      </header>
      <AvatarUploader onUploaded={refresh} />
    </section>
  );
}

function Online() {
  return <span className="online" role="img" aria-label="online" />;
}
