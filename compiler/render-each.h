/* SPDX-License-Identifier: Apache-2.0 */
/* render-each.h - the formats, for the table of render.c: one render-NAME.c each. */
#ifndef COMPILER_RENDER_EACH_H
#define COMPILER_RENDER_EACH_H

#include "compiler/render.h"

void render_text(struct report *report, const struct diags *diags, int status);
void render_text_end(struct report *report, int status);

void render_gcc(struct report *report, const struct diags *diags, int status);

void render_json_begin(struct report *report);
void render_json(struct report *report, const struct diags *diags, int status);
void render_json_end(struct report *report, int status);

void render_sarif_begin(struct report *report);
void render_sarif(struct report *report, const struct diags *diags, int status);
void render_sarif_end(struct report *report, int status);

void render_github_begin(struct report *report);
void render_github(struct report *report, const struct diags *diags, int status);
void render_github_end(struct report *report, int status);

void render_markdown_begin(struct report *report);
void render_markdown(struct report *report, const struct diags *diags, int status);
void render_markdown_end(struct report *report, int status);

#endif
