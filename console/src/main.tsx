import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Root } from "./app/Root";

const place = document.getElementById("root");
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );
}
