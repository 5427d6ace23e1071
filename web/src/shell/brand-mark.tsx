import { Link } from '@tanstack/react-router';
import { useBrand } from '../brand-context.js';
import classes from './shell.module.css';

export function BrandMark() {
  const { name, logoUrl } = useBrand();
  return (
    <Link to="/settings/webhook" className={classes['brand']}>
      <img className={classes['logo']} src={logoUrl} alt="" />
      {name}
    </Link>
  );
}
