package org.ckpt4j.variables;

import org.jspecify.annotations.Nullable;

/**
 * How a template opens its scope.
 *
 * @param createScopeNow where it is made, rather than where it is called first
 * @param uniqueName a name that is not numbered, in place of the template's; null: none
 * @param customGetter asked for each variable within; null: none
 */
public record TemplateOptions(
    boolean createScopeNow, @Nullable String uniqueName, @Nullable CustomGetter customGetter) {
  public static final TemplateOptions DEFAULT = new TemplateOptions(false, null, null);

  public TemplateOptions withScopeNow() {
    return new TemplateOptions(true, uniqueName, customGetter);
  }

  public TemplateOptions withUniqueName(String value) {
    return new TemplateOptions(createScopeNow, value, customGetter);
  }

  public TemplateOptions withCustomGetter(CustomGetter value) {
    return new TemplateOptions(createScopeNow, uniqueName, value);
  }
}
