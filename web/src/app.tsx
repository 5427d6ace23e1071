import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { BrandContext } from './brand-context.js';
import type { Brand } from './brand.js';
import { styleNonce } from './nonce.js';
import { createQueryClient } from './query-client.js';
import { createPageRouter } from './router.js';
import { createPageTheme, pageVariables } from './theme.js';

export function App({ brand }: { brand: Brand }) {
  const [theme] = useState(() => createPageTheme(brand.accentColor));
  const [queryClient] = useState(createQueryClient);
  const [router] = useState(() => createPageRouter(queryClient));
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={pageVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Notifications position="bottom-right" />
      <BrandContext value={brand}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </BrandContext>
    </MantineProvider>
  );
}
