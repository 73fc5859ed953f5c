/** What users depend on: the published jar and its POM. */
package io.sockspan.it.artifact;
