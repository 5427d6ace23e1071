import { Link } from '@tanstack/react-router';
import { useNavigation } from '../navigation.js';
import { useSession } from '../session.js';
import classes from './shell.module.css';

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { role } = useSession();
  return (
    <nav aria-label="Screens">
      {useNavigation(role).map(([section, links]) => (
        <div key={section}>
          {section !== 'Watch' && <div className={classes['section']}>{section}</div>}
          {links.map(({ path, label, icon: Icon }) => (
            <Link key={path} to={path} className={classes['link']} onClick={onNavigate}>
              <Icon size={17} />
              {label}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
